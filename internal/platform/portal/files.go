package portal

// FileQuestion is what the desktop's own file dialog asks.
type FileQuestion struct {
	Title  string
	Accept string  // what its button says
	From   string  // the folder it begins in; "": the desktop's choice
	Folder bool    // a folder is to be chosen
	Window uintptr // the X window that it belongs to; 0: none
}
