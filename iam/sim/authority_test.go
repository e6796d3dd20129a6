package sim

import (
	"crypto/x509"
	"net"
	"testing"
)

// Somebody who trusts the simulator's CA must not thereby trust it with any
// other host, even if its key got out.
func TestAuthorityIsConstrainedToLoopback(t *testing.T) {
	ca, err := newAuthority("test CA")
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca.cert)
	for _, tc := range []struct {
		name string
		dns  []string
		ips  []net.IP
		good bool
	}{
		{"loopback", []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}, true},
		{"a host of the internet", []string{"iam.cloud.ibm.com"}, nil, false},
		{"both", []string{"localhost", "iam.cloud.ibm.com"}, nil, false},
		{"another loopback address", nil, []net.IP{net.IPv4(127, 0, 0, 2)}, false},
		{"an address of the internet", nil, []net.IP{net.IPv4(192, 0, 2, 1)}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pair, err := ca.leaf(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = tc.dns, tc.ips })
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := x509.ParseCertificate(pair.Certificate[0])
			if err != nil {
				t.Fatal(err)
			}
			_, err = leaf.Verify(x509.VerifyOptions{Roots: pool})
			if (err == nil) != tc.good {
				t.Errorf("verify: %v", err)
			}
		})
	}
}
