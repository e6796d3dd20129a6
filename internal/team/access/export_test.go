package access

// UseCallback has pages answer at another address than the usual one.
func (a *Access) UseCallback(address string) { a.callback = address }
