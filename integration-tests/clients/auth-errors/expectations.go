package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nuid"
)

func credsFlag(flags *flag.FlagSet) *string {
	return flags.String("creds", "", "credentials file")
}

func prepareAccepted(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	return func(url string) error {
		s, err := open(url, *creds)
		if err == nil {
			s.close()
		}
		return err
	}
}

func prepareRefused(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	reason := flags.String("reason", "authorization violation", "what the server's words must contain, in any case")
	within := flags.Duration("within", 0, "keep trying for as long as the service still accepts")
	return func(url string) error {
		for deadline := time.Now().Add(*within); ; {
			s, err := open(url, *creds)
			if err != nil {
				return said(err, *reason)
			}
			// The server closes what it accepted a moment too long; that is the sign to try again.
			words, stayed := s.closeWords(earlier(deadline, time.Now().Add(time.Second)))
			s.close()
			if time.Now().After(deadline) {
				if stayed != nil {
					return errors.New("the connection was accepted")
				}
				return fmt.Errorf("the connection was accepted and then closed: %s", words)
			}
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// said is nil if the error is the server's refusal with the expected words.
func said(err error, words string) error {
	var refused *refusal
	if !errors.As(err, &refused) {
		return err
	}
	if !strings.Contains(strings.ToLower(refused.words), strings.ToLower(words)) {
		return fmt.Errorf("expected=%q, actual=%q", words, refused.words)
	}
	fmt.Printf("server said: %s\n", refused.words)
	return nil
}

func preparePermissionError(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	publish := flags.String("publish", "", "subject whose publication must be refused")
	subscribe := flags.String("subscribe", "", "subject whose subscription must be refused")
	queue := flags.String("queue", "", "queue group of the subscription")
	return func(url string) error {
		if (*publish == "") == (*subscribe == "") {
			return fmt.Errorf("%w: exactly one of --publish and --subscribe", errUsage)
		}
		s, err := open(url, *creds)
		if err != nil {
			return err
		}
		defer s.close()
		expected := fmt.Sprintf("Permissions Violation for Publish to %q", *publish)
		if *publish != "" {
			err = s.send("PUB %s 2\r\nno\r\n", *publish)
		} else {
			expected = fmt.Sprintf("Permissions Violation for Subscription to %q", *subscribe)
			if *queue != "" {
				expected += fmt.Sprintf(" using queue %q", *queue)
			}
			err = s.send("SUB %s %s 1\r\n", *subscribe, *queue)
		}
		if err != nil {
			return err
		}
		refused := s.roundTrip()
		if refused == nil {
			return errors.New("it was allowed")
		}
		if err := said(refused, expected); err != nil {
			return err
		}
		// The first round trip's answer is still to come; that it does shows that the connection lives.
		return s.roundTrip()
	}
}

func preparePayloadError(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	size := flags.Int("bytes", 0, "size of the message, one over the limit")
	return func(url string) error {
		if *size <= 0 {
			return fmt.Errorf("%w: --bytes must be positive", errUsage)
		}
		s, err := open(url, *creds)
		if err != nil {
			return err
		}
		defer s.close()
		// The size alone is the offence: the server must not wait for the bytes.
		if err := s.send("PUB auth-errors.large %d\r\n", *size); err != nil {
			return err
		}
		_, err = s.next()
		if err == nil {
			return errors.New("it was allowed")
		}
		if err := said(err, "Maximum Payload Violation"); err != nil {
			return err
		}
		_, err = s.closeWords(time.Now().Add(wait))
		return err
	}
}

func prepareConnectionLimit(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	limit := flags.Int("limit", 0, "how many connections are allowed; none may be open yet")
	return func(url string) error {
		if *limit <= 0 {
			return fmt.Errorf("%w: --limit must be positive", errUsage)
		}
		for n := range *limit {
			s, err := open(url, *creds)
			if err != nil {
				return fmt.Errorf("connection %d of %d: %w", n+1, *limit, err)
			}
			defer s.close()
		}
		s, err := open(url, *creds)
		if err == nil {
			s.close()
			return fmt.Errorf("connection %d was accepted", *limit+1)
		}
		return said(err, "maximum account active connections exceeded")
	}
}

func prepareIsolated(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	other := flags.String("other", "", "credentials file of a user of another account")
	return func(url string) error {
		s, err := open(url, *creds)
		if err != nil {
			return err
		}
		defer s.close()
		listener, err := open(url, *other)
		if err != nil {
			return err
		}
		defer listener.close()
		subject := "auth-errors." + nuid.Next()
		if err := errors.Join(listener.send("SUB %s 1\r\n", subject), listener.roundTrip()); err != nil {
			return err
		}
		if err := errors.Join(s.send("PUB %s 7\r\nforeign\r\n", subject), s.roundTrip()); err != nil {
			return err
		}
		// What the listener publishes itself comes back; whatever came before it is not its own.
		if err := listener.send("PUB %s 3\r\nown\r\n", subject); err != nil {
			return err
		}
		line, err := listener.next()
		if err != nil {
			return err
		}
		if own := fmt.Sprintf("MSG %s 1 3", subject); line != own {
			return fmt.Errorf("expected=%q, actual=%q", own, line)
		}
		return nil
	}
}

func prepareHold(flags *flag.FlagSet) func(string) error {
	creds := credsFlag(flags)
	limit := flags.Duration("for", time.Minute, "how long to wait for the server to close the connection")
	reason := flags.String("reason", "", "what the server's words must contain, in any case; any when empty")
	return func(url string) error {
		s, err := open(url, *creds)
		if err != nil {
			return err
		}
		defer s.close()
		fmt.Println("connected")
		words, err := s.closeWords(time.Now().Add(*limit))
		if err != nil {
			return err
		}
		fmt.Printf("closed: %s\n", words)
		if !strings.Contains(strings.ToLower(words), strings.ToLower(*reason)) {
			return fmt.Errorf("expected=%q, actual=%q", *reason, words)
		}
		return nil
	}
}

func prepareAwaitExpiry(flags *flag.FlagSet) func(string) error {
	path := credsFlag(flags)
	return func(string) error {
		creds, err := readCredentials(*path)
		if err != nil {
			return err
		}
		claims, err := jwt.DecodeUserClaims(creds.token)
		if err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		if claims.Expires == 0 {
			return fmt.Errorf("%w: these credentials never expire", errUsage)
		}
		time.Sleep(time.Until(time.Unix(claims.Expires+1, 0)))
		return nil
	}
}
