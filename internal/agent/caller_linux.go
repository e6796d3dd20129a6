package agent

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// peer asks the kernel who is at the other end.
func peer(conn net.Conn) (*unix.Ucred, error) {
	uc, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, errors.New("ask for the peer: not a unix socket")
	}
	raw, err := uc.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("ask for the peer: %w", err)
	}
	var cred *unix.Ucred
	var credErr error
	if err := raw.Control(func(fd uintptr) {
		cred, credErr = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return nil, fmt.Errorf("ask for the peer: %w", err)
	}
	return cred, credErr
}

func peerUID(conn net.Conn) (int, error) {
	cred, err := peer(conn)
	if err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}

// callerOf looks the peer up in /proc. The peer is the lanyard command, which lives for
// a moment; what the user knows, and what an answer is remembered for, is the program
// that ran it.
func callerOf(conn net.Conn) Caller {
	cred, err := peer(conn)
	if err != nil {
		return Caller{}
	}
	c := Caller{PID: int(cred.Pid)}
	own, err := readStat(c.PID)
	if err != nil {
		return c
	}
	c.Terminal = own.terminal
	c.Program, c.Process = printable(own.name), processName(c.PID, own)
	if own.name != "lanyard" {
		return c // its arguments are its own affair, and may be secret
	}
	if args, err := os.ReadFile("/proc/" + strconv.Itoa(c.PID) + "/cmdline"); err == nil {
		c.Command = commandLine(strings.Split(strings.TrimSuffix(string(args), "\x00"), "\x00"))
	}
	if parent, err := readStat(own.parent); err == nil {
		c.Program = printable(parent.name)
		if !adopts(own.parent, parent) {
			c.Process = processName(own.parent, parent)
		}
	}
	return c
}

// processName tells a process from all others since the computer started: ids are used
// again.
func processName(pid int, s stat) string { return strconv.Itoa(pid) + "/" + s.started }

// adopts reports whether a process is the parent of whatever lost its own.
func adopts(pid int, s stat) bool { return pid <= 1 || s.name == "systemd" || s.name == "init" }

type stat struct {
	name     string
	parent   int
	terminal string
	started  string // in the kernel's own units
}

// startField is where the time at which a process began stands behind its name.
const startField = 19

// readStat reads /proc/PID/stat: "pid (name) state ppid pgrp session tty … starttime …".
// The name is chosen by the program and may hold anything, parentheses too.
func readStat(pid int) (stat, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return stat{}, err
	}
	return parseStat(string(text))
}

func parseStat(text string) (stat, error) {
	open, closing := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if open < 0 || closing < open {
		return stat{}, errors.New("read a process's state: no name in it")
	}
	fields := strings.Fields(text[closing+1:])
	if len(fields) <= startField {
		return stat{}, errors.New("read a process's state: too short")
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return stat{}, fmt.Errorf("read a process's state: %w", err)
	}
	s := stat{name: text[open+1 : closing], parent: parent, started: fields[startField]}
	if session, tty := fields[3], fields[4]; tty != "0" {
		s.terminal = tty + "/" + session
	}
	return s, nil
}
