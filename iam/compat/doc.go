// Package compat holds the simulator and the exchanges to the truth: IBM's own
// libraries sign in to the simulator with every flow they have, and what Lanyard
// sends for a credential is compared with what they send. It is a module of its own,
// so that their dependencies stay out of the product.
package compat
