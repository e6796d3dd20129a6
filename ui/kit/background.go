package kit

import "context"

// Background runs work on a goroutine of its own and hands its result to done on Fyne's
// goroutine, unless ctx or the window has ended by then.
func Background[T any](ctx context.Context, h *Host, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil || h.Context.Err() != nil {
			return
		}
		h.Do(func() {
			if ctx.Err() == nil && h.Context.Err() == nil {
				done(v, err)
			}
		})
	}()
}
