package rotation

// The days before a key's end from which on it is marked: quietly, and loudly.
const (
	QuietDays = 14
	LoudDays  = 3
)
