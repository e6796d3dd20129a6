package profile

import (
	"errors"
	"strings"
)

var (
	twoNumbers = lazily(`^[0-9]{1,2}\.[0-9]{1,2}$`)
	leadingTwo = lazily(`^[vV]?([0-9]{1,2}\.[0-9]{1,2})(\.[0-9A-Za-z.+-]*)?$`)
)

// NormalizeVersion cuts a Cloud Pak for Data version to the two numbers that clients
// ask for: "5.1.2" and "v5.1" give "5.1".
func NormalizeVersion(text string) (string, error) {
	m := leadingTwo().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", errors.New("give the version as two numbers, such as 5.1")
	}
	return m[1], nil
}
