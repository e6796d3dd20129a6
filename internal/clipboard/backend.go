package clipboard

import "context"

// backend is one way to a clipboard. Calls of put and of a holding's release are
// made one at a time; read, marked and managers may run beside them.
type backend interface {
	// formats lists what a text is offered as.
	formats(text string, mark bool) []format
	// put takes the clipboard and offers fs on it, all in one step.
	put(ctx context.Context, fs []format) (holding, error)
	// read gives the text on the clipboard, "" when there is none.
	read(ctx context.Context) (string, error)
	// canMark tells whether this backend can carry a mark at all.
	canMark() bool
	// marked reads the mark back, and nothing else.
	marked(ctx context.Context) (bool, error)
	// serves tells whether the text is gone when this process is.
	serves() bool
	// managers lists the clipboard managers that are seen to run.
	managers(ctx context.Context) []manager
}

// holding is what put took.
type holding interface {
	// lost is closed, or receives, when the clipboard is ours no more.
	lost() <-chan struct{}
	// release takes our text off the clipboard if it is still there and reports
	// whether it was. After an error it can be tried again.
	release() (ours bool, err error)
}
