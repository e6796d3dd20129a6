package cli

import (
	"context"

	"lanyard/internal/profile"
	"lanyard/internal/userfile"
)

// maxCAFile is the size limit of a CA file: a whole system's bundle has room in it.
const maxCAFile = 1 << 20

// readCA reads a file of certificates, whatever form they have, and gives them as PEM
// text. What stands between certificates isn't kept.
func readCA(ctx context.Context, name string) (string, error) {
	content, err := userfile.Read(ctx, name, maxCAFile)
	if err != nil {
		return "", badFlag("ca-file", err)
	}
	certs, err := profile.ParseCA(userfile.Decode(content))
	if err != nil {
		return "", badFlag("ca-file", err)
	}
	return profile.EncodeCA(certs), nil
}
