package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/jwt/v2"
)

const (
	wait           = 10 * time.Second
	maxControlLine = 64 * 1024
	maxLinesToEnd  = 10_000
)

// closedSilently stands for the server's words where it said none.
const closedSilently = "closed without a word"

// A session is one connection to the service at the level of the protocol's lines.
// Owned by one goroutine.
type session struct {
	conn   net.Conn
	reader *bufio.Reader
}

// A refusal carries the words of the server's -ERR, or what happened in place of one.
type refusal struct{ words string }

func (r *refusal) Error() string { return r.words }

// credentials are what a credentials file holds.
type credentials struct {
	token string
	file  []byte
}

func readCredentials(path string) (*credentials, error) {
	if path == "" {
		return nil, fmt.Errorf("%w: --creds is missing", errUsage)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	token, err := jwt.ParseDecoratedJWT(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %s holds no JWT", errUsage, path)
	}
	return &credentials{token, file}, nil
}

// open connects and logs in. The error is a *refusal when the server said no.
func open(address, credsPath string) (*session, error) {
	creds, err := readCredentials(credsPath)
	if err != nil {
		return nil, err
	}
	place, err := url.Parse(address)
	if err != nil || place.Host == "" {
		return nil, fmt.Errorf("%w: --url or NATS_URL must be nats://host:port", errUsage)
	}
	conn, err := net.DialTimeout("tcp", place.Host, wait)
	if err != nil {
		return nil, err
	}
	s := &session{conn, bufio.NewReaderSize(conn, maxControlLine)}
	if err := s.logIn(creds); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) close() { s.conn.Close() }

func (s *session) logIn(creds *credentials) error {
	s.conn.SetDeadline(time.Now().Add(wait))
	line, err := s.line()
	if err != nil {
		return err
	}
	var info struct {
		Nonce string `json:"nonce"`
	}
	text, isInfo := strings.CutPrefix(line, "INFO ")
	if !isInfo || json.Unmarshal([]byte(text), &info) != nil {
		return fmt.Errorf("expected=INFO, actual=%q", line)
	}
	key, err := jwt.ParseDecoratedUserNKey(creds.file)
	if err != nil {
		return err
	}
	defer key.Wipe()
	signature, err := key.Sign([]byte(info.Nonce))
	if err != nil {
		return err
	}
	options, err := json.Marshal(map[string]any{
		"jwt": creds.token, "sig": base64.RawURLEncoding.EncodeToString(signature),
		"verbose": false, "pedantic": false, "headers": true, "no_responders": true, "echo": true,
		"protocol": 1, "lang": "raw", "version": "1", "name": "auth-errors",
	})
	if err != nil {
		return err
	}
	if err := s.send("CONNECT %s\r\n", options); err != nil {
		return err
	}
	return s.roundTrip()
}

// roundTrip waits until the server has handled everything sent before.
func (s *session) roundTrip() error {
	s.conn.SetDeadline(time.Now().Add(wait))
	if err := s.send("PING\r\n"); err != nil {
		return err
	}
	for {
		line, err := s.next()
		if err != nil {
			return err
		}
		if line == "PONG" {
			return nil
		}
	}
}

func (s *session) send(format string, arguments ...any) error {
	_, err := fmt.Fprintf(s.conn, format, arguments...)
	return err
}

// next returns the next line that is not the server's own business. An -ERR comes as a *refusal.
func (s *session) next() (string, error) {
	for {
		line, err := s.line()
		if err != nil {
			return "", err
		}
		switch {
		case line == "PING":
			if err := s.send("PONG\r\n"); err != nil {
				return "", err
			}
		case strings.HasPrefix(line, "INFO "):
		case strings.HasPrefix(line, "-ERR"):
			return "", &refusal{strings.Trim(strings.TrimPrefix(line, "-ERR"), " '")}
		case strings.HasPrefix(line, "MSG "):
			if err := s.skipPayload(line); err != nil {
				return "", err
			}
			return line, nil
		default:
			return line, nil
		}
	}
}

func (s *session) skipPayload(line string) error {
	size, err := strconv.Atoi(line[strings.LastIndexByte(line, ' ')+1:])
	if err != nil {
		return fmt.Errorf("cannot read %q", line)
	}
	_, err = s.reader.Discard(size + len("\r\n"))
	return err
}

func (s *session) line() (string, error) {
	line, err := s.reader.ReadSlice('\n')
	if errors.Is(err, io.EOF) {
		return "", &refusal{closedSilently}
	}
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// closeWords waits until the server ends the connection, and says with which words.
func (s *session) closeWords(deadline time.Time) (string, error) {
	last := ""
	s.conn.SetDeadline(deadline)
	for range maxLinesToEnd {
		_, err := s.next()
		var said *refusal
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return "", errors.New("the connection stayed open")
		case errors.As(err, &said) && said.words != closedSilently:
			last = said.words
		case last != "":
			return last, nil
		default:
			return err.Error(), nil
		}
	}
	return "", errors.New("the server does not stop talking")
}
