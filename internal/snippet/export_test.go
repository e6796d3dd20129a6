package snippet

// What tests of the writing half look at from outside.
var (
	Quoters       = quoters
	RenderText    = renderFor
	QuoteNode     = quoteNodeDotenv
	QuotePyDotenv = quotePythonDotenv
	QuoteCore     = rawSDKCore
)

// renderFor renders a template that is given as text, for tests of the language.
func renderFor(text string, values map[string]string) (string, error) {
	return renderLines("test", text, values)
}
