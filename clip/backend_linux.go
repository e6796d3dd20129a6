package clip

import "context"

// openBackend finds the way to the clipboard of this session.
func openBackend() (backend, error) {
	ctx, cancel := context.WithTimeout(context.Background(), xDialLimit)
	defer cancel()
	x, err := dialX(ctx)
	if err != nil {
		return nil, err
	}
	_ = x.c.Close()
	return x11Backend{}, nil
}

// x11Backend reaches the CLIPBOARD selection of an X server, XWayland included.
type x11Backend struct{}

func (x11Backend) formats(text string, mark bool) []format { return x11Formats(text, mark) }

func (x11Backend) put(ctx context.Context, fs []format) (holding, error) { return putX(ctx, fs) }

func (x11Backend) read(ctx context.Context) (string, error) { return readX(ctx) }

func (x11Backend) canMark() bool { return true }

func (x11Backend) serves() bool { return true }

func (x11Backend) marked(ctx context.Context) (bool, error) { return false, nil }

func (x11Backend) managers(ctx context.Context) []string { return nil }
