package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unsafe"

	"lanyard/internal/platform/bus"

	"golang.org/x/sys/windows"
)

// windowsLimit is longer than elsewhere: looking for a PAC script in the network takes
// seconds where there is none, once; Windows remembers it.
const windowsLimit = 4 * time.Second

// Numbers of WinHTTP (winhttp.h).
const (
	winAccessNoProxy    = 1
	winAccessNamedProxy = 3
	winAutoDetect       = 1
	winConfigURL        = 2
	winByDHCPAndDNS     = 3

	winErrorLogin     = windows.Errno(12015)
	winErrorNotFound  = windows.Errno(12180) // no script was found in the network
	winErrorNoService = windows.Errno(12178) // nothing to be found by this machine at all
)

// winProxyConfig is WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.
type winProxyConfig struct {
	autoDetect int32
	configURL  *uint16
	proxy      *uint16
	bypass     *uint16
}

// winAutoProxyOptions is WINHTTP_AUTOPROXY_OPTIONS.
type winAutoProxyOptions struct {
	flags       uint32
	detectFlags uint32
	configURL   *uint16
	reserved    uintptr
	reserved2   uint32
	autoLogon   int32
}

// winProxyInfo is WINHTTP_PROXY_INFO.
type winProxyInfo struct {
	access uint32
	proxy  *uint16
	bypass *uint16
}

// winHTTP is the part of winhttp.dll that knows proxies.
type winHTTP struct {
	userConfig, open, closeHandle, proxyForURL *windows.LazyProc
}

func newWinHTTP() winHTTP {
	dll := windows.NewLazySystemDLL("winhttp.dll")
	return winHTTP{
		userConfig:  dll.NewProc("WinHttpGetIEProxyConfigForCurrentUser"),
		open:        dll.NewProc("WinHttpOpen"),
		closeHandle: dll.NewProc("WinHttpCloseHandle"),
		proxyForURL: dll.NewProc("WinHttpGetProxyForUrl"),
	}
}

// systemProxies asks WinHTTP for the user's settings, the same that browsers use:
// found in the network (WPAD), by script, or by name.
func systemProxies() (func(context.Context, *url.URL) (*url.URL, error), time.Duration) {
	w := newWinHTTP()
	return func(ctx context.Context, target *url.URL) (*url.URL, error) {
		if w.proxyForURL.Find() != nil {
			return nil, bus.ErrAbsent
		}
		type found struct {
			u   *url.URL
			err error
		}
		done := make(chan found, 1)
		go func() { // WinHTTP takes the time that the network takes
			u, err := w.find(target)
			done <- found{u, err}
		}()
		select {
		case f := <-done:
			return f.u, f.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}, windowsLimit
}

func (w winHTTP) find(target *url.URL) (*url.URL, error) {
	var c winProxyConfig
	if ok, _, err := w.userConfig.Call(uintptr(unsafe.Pointer(&c))); ok == 0 {
		if errors.Is(err, windows.ERROR_FILE_NOT_FOUND) {
			return nil, nil // no settings at all
		}
		return nil, fmt.Errorf("read the Internet options: %w", err)
	}
	script, proxy, bypass := takeText(c.configURL), takeText(c.proxy), takeText(c.bypass)
	var failed error
	if c.autoDetect != 0 || script != "" {
		u, err := w.auto(target, c.autoDetect != 0, script)
		if err == nil {
			return u, nil
		}
		if script != "" || !errors.Is(err, winErrorNotFound) && !errors.Is(err, winErrorNoService) {
			failed = err
		}
	}
	if proxy == "" || exempt(target, strings.FieldsFunc(bypass, func(r rune) bool { return r == ';' || r == ' ' })) {
		return nil, failed
	}
	return windowsProxy(proxy, target.Scheme)
}

// auto has WinHTTP find and run the PAC script. A script that the server gives to
// signed-in users only is asked for again with the user's sign-in.
func (w winHTTP) auto(target *url.URL, detect bool, script string) (*url.URL, error) {
	agent, err := windows.UTF16PtrFromString("lanyard")
	if err != nil {
		return nil, err
	}
	session, _, err := w.open.Call(uintptr(unsafe.Pointer(agent)), winAccessNoProxy, 0, 0, 0)
	if session == 0 {
		return nil, fmt.Errorf("open WinHTTP: %w", err)
	}
	defer w.closeHandle.Call(session) //nolint:errcheck // nothing follows from it
	var o winAutoProxyOptions
	if detect {
		o.flags, o.detectFlags = winAutoDetect, winByDHCPAndDNS
	}
	if script != "" {
		o.flags |= winConfigURL
		if o.configURL, err = windows.UTF16PtrFromString(script); err != nil {
			return nil, err
		}
	}
	address, err := windows.UTF16PtrFromString(target.String())
	if err != nil {
		return nil, err
	}
	var info winProxyInfo
	for _, o.autoLogon = range []int32{0, 1} {
		ok, _, failure := w.proxyForURL.Call(session, uintptr(unsafe.Pointer(address)), uintptr(unsafe.Pointer(&o)), uintptr(unsafe.Pointer(&info)))
		if ok != 0 {
			list, bypass := takeText(info.proxy), takeText(info.bypass)
			if info.access != winAccessNamedProxy || exempt(target, strings.Split(bypass, ";")) {
				return nil, nil
			}
			return windowsProxy(list, target.Scheme)
		}
		if err = failure; !errors.Is(err, winErrorLogin) {
			break
		}
	}
	return nil, fmt.Errorf("run the PAC script: %w", err)
}

// takeText reads a text that Windows made for us, and gives it back its memory.
func takeText(text *uint16) string {
	if text == nil {
		return ""
	}
	s := windows.UTF16PtrToString(text)
	globalFree := windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalFree")
	_, _, _ = globalFree.Call(uintptr(unsafe.Pointer(text)))
	return s
}
