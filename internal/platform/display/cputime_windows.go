package display

import (
	"time"

	"golang.org/x/sys/windows"
)

// cpuTime is how long this process has been computing.
func cpuTime() time.Duration {
	var created, ended, kernel, user windows.Filetime
	if windows.GetProcessTimes(windows.CurrentProcess(), &created, &ended, &kernel, &user) != nil {
		return 0
	}
	const unit = 100 * time.Nanosecond
	return unit * time.Duration(int64(kernel.HighDateTime)<<32+int64(kernel.LowDateTime)+int64(user.HighDateTime)<<32+int64(user.LowDateTime))
}
