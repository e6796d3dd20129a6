// Package parts draws what several rooms show of the model: how a check of a test ended,
// what a test amounts to, and the colours of meanings.
package parts
