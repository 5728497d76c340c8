package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	wait           = 5 * time.Second
	fast           = 2 * time.Second
	queueMembers   = 4
	queueMessages  = 200
	requestsAtOnce = 50
	drainMessages  = 100
)

// A scenario holds the connection most checks share and gives each check subjects of its own.
type scenario struct {
	url, creds, secondCreds string
	shared                  *nats.Conn
}

func checks(s *scenario) []check {
	list := []check{
		{"connect", (*scenario).connects},
		{"payload-empty", payload(nil)},
		{"payload-1-byte", payload([]byte("x"))},
		{"payload-64-kib", payload(bytes.Repeat([]byte("0123456789abcdef"), 4096))},
		{"payload-binary", payload(everyByte())},
		{"wildcard-star", (*scenario).starMatchesOneToken},
		{"wildcard-greater", (*scenario).greaterMatchesTheRest},
		{"headers", (*scenario).headersComeBack},
		{"queue-group", (*scenario).queueGroupSharesTheWork},
		{"request-reply", (*scenario).requestIsAnswered},
		{"concurrent-requests", (*scenario).concurrentRequestsFindTheirAnswers},
		{"no-responders", (*scenario).noRespondersIsToldAtOnce},
		{"auto-unsubscribe", (*scenario).autoUnsubscribeStopsAfterTheLimit},
		{"flush-rtt", (*scenario).flushTakesOneRoundTrip},
		{"echo-off", (*scenario).echoOffHidesOwnMessages},
		{"max-payload", (*scenario).tooLargeAPayloadIsRefused},
	}
	if s.secondCreds != "" {
		list = append(list, check{"second-user", (*scenario).secondUserSharesTheAccount})
	}
	return append(list, check{"drain", (*scenario).drainDeliversWhatIsPending})
}

func (s *scenario) open(creds string, options ...nats.Option) (*nats.Conn, error) {
	options = append(options, nats.NoReconnect(), nats.Timeout(wait), nats.Name("conformance-go"))
	if creds != "" {
		options = append(options, nats.UserCredentials(creds))
	}
	return nats.Connect(s.url, options...)
}

func (s *scenario) close() {
	if s.shared != nil {
		s.shared.Close()
	}
}

func freshSubject() string {
	id := make([]byte, 8)
	rand.Read(id)
	return "conformance." + hex.EncodeToString(id)
}

func everyByte() []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return append(all, "\r\nPING\r\n+OK\r\nMSG x 1 0\r\n"...)
}

func (s *scenario) connects() (err error) {
	s.shared, err = s.open(s.creds)
	return err
}

func payload(body []byte) func(*scenario) error {
	return func(s *scenario) error {
		subject := freshSubject()
		sub, err := s.shared.SubscribeSync(subject)
		if err != nil {
			return err
		}
		defer sub.Unsubscribe()
		if err := s.shared.Publish(subject, body); err != nil {
			return err
		}
		msg, err := sub.NextMsg(wait)
		if err != nil {
			return err
		}
		if !bytes.Equal(msg.Data, body) {
			return fmt.Errorf("sent %d bytes, received %d other ones", len(body), len(msg.Data))
		}
		return nil
	}
}

// received publishes to each of the subjects, then to the end mark, and says which of them the filter was sent.
func (s *scenario) received(filter, endMark string, subjects ...string) ([]string, error) {
	sub, err := s.shared.SubscribeSync(filter)
	if err != nil {
		return nil, err
	}
	defer sub.Unsubscribe()
	for _, subject := range append(subjects, endMark) {
		if err := s.shared.Publish(subject, nil); err != nil {
			return nil, err
		}
	}
	var seen []string
	for {
		msg, err := sub.NextMsg(wait)
		if err != nil {
			return nil, fmt.Errorf("after %v: %w", seen, err)
		}
		if msg.Subject == endMark {
			return seen, nil
		}
		seen = append(seen, msg.Subject)
	}
}

func (s *scenario) starMatchesOneToken() error {
	p := freshSubject()
	seen, err := s.received(p+".*.c", p+".end.c", p+".a.c", p+".c", p+".a.b.c", p+".b.c", p+".a.d")
	return same(err, seen, p+".a.c", p+".b.c")
}

func (s *scenario) greaterMatchesTheRest() error {
	p := freshSubject()
	seen, err := s.received(p+".>", p+".end", p, p+".a", p+".a.b.c", p+"x.a")
	return same(err, seen, p+".a", p+".a.b.c")
}

func same(err error, seen []string, expected ...string) error {
	if err != nil {
		return err
	}
	if !slices.Equal(seen, expected) {
		return fmt.Errorf("expected=%v, actual=%v", expected, seen)
	}
	return nil
}

func (s *scenario) headersComeBack() error {
	subject := freshSubject()
	sub, err := s.shared.SubscribeSync(subject)
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	out := nats.NewMsg(subject)
	out.Data = []byte("body")
	out.Header.Add("X-One", "single value: with colon")
	out.Header.Add("X-Many", "first")
	out.Header.Add("X-Many", "second")
	if err := s.shared.PublishMsg(out); err != nil {
		return err
	}
	in, err := sub.NextMsg(wait)
	if err != nil {
		return err
	}
	if string(in.Data) != "body" {
		return fmt.Errorf("payload is %q", in.Data)
	}
	if one := in.Header.Values("X-One"); !slices.Equal(one, []string{"single value: with colon"}) {
		return fmt.Errorf("X-One is %q", one)
	}
	if many := in.Header.Values("X-Many"); !slices.Equal(many, []string{"first", "second"}) {
		return fmt.Errorf("X-Many is %q", many)
	}
	return nil
}

func (s *scenario) queueGroupSharesTheWork() error {
	subject := freshSubject()
	type delivery struct {
		member int
		body   string
	}
	deliveries := make(chan delivery, 2*queueMessages)
	var members []*nats.Conn
	for member := range queueMembers {
		nc, err := s.open(s.creds)
		if err != nil {
			return err
		}
		defer nc.Close()
		members = append(members, nc)
		if _, err := nc.QueueSubscribe(subject, "workers", func(m *nats.Msg) {
			deliveries <- delivery{member, string(m.Data)}
		}); err != nil {
			return err
		}
		if err := nc.FlushTimeout(wait); err != nil {
			return err
		}
	}
	for i := range queueMessages {
		if err := s.shared.Publish(subject, fmt.Appendf(nil, "%d", i)); err != nil {
			return err
		}
	}
	if err := s.shared.FlushTimeout(wait); err != nil {
		return err
	}
	for _, nc := range members {
		if err := nc.FlushTimeout(wait); err != nil {
			return err
		}
	}
	timesSeen, served := map[string]int{}, map[int]int{}
	collect := func(d delivery) { timesSeen[d.body]++; served[d.member]++ }
	deadline := time.After(wait)
	for range queueMessages {
		select {
		case d := <-deliveries:
			collect(d)
		case <-deadline:
			return fmt.Errorf("%d of %d messages came", len(timesSeen), queueMessages)
		}
	}
	for len(deliveries) > 0 {
		collect(<-deliveries)
	}
	for body, times := range timesSeen {
		if times != 1 {
			return fmt.Errorf("message %s came %d times", body, times)
		}
	}
	if len(served) < 2 {
		return fmt.Errorf("one member served all")
	}
	return nil
}

func (s *scenario) requestIsAnswered() error {
	subject := freshSubject()
	sub, err := s.shared.Subscribe(subject, func(m *nats.Msg) { m.Respond(append([]byte("re: "), m.Data...)) })
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	answer, err := s.shared.Request(subject, []byte("question"), wait)
	if err != nil {
		return err
	}
	if string(answer.Data) != "re: question" {
		return fmt.Errorf("answer is %q", answer.Data)
	}
	return nil
}

func (s *scenario) concurrentRequestsFindTheirAnswers() error {
	subject := freshSubject()
	sub, err := s.shared.Subscribe(subject, func(m *nats.Msg) { m.Respond(m.Data) })
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	problems := make(chan error, requestsAtOnce)
	var running sync.WaitGroup
	for i := range requestsAtOnce {
		running.Go(func() {
			body := fmt.Sprintf("request %d", i)
			answer, err := s.shared.Request(subject, []byte(body), wait)
			if err != nil {
				problems <- err
			} else if string(answer.Data) != body {
				problems <- fmt.Errorf("%q was answered by %q", body, answer.Data)
			}
		})
	}
	running.Wait()
	close(problems)
	return <-problems
}

func (s *scenario) noRespondersIsToldAtOnce() error {
	begin := time.Now()
	_, err := s.shared.Request(freshSubject(), nil, wait)
	if !errors.Is(err, nats.ErrNoResponders) {
		return fmt.Errorf("expected=no responders, actual=%v", err)
	}
	if took := time.Since(begin); took > fast {
		return fmt.Errorf("took %s", took)
	}
	return nil
}

func (s *scenario) autoUnsubscribeStopsAfterTheLimit() error {
	subject := freshSubject()
	limited, err := s.shared.SubscribeSync(subject)
	if err != nil {
		return err
	}
	if err := limited.AutoUnsubscribe(3); err != nil {
		return err
	}
	witness, err := s.shared.SubscribeSync(subject)
	if err != nil {
		return err
	}
	defer witness.Unsubscribe()
	for range 5 {
		if err := s.shared.Publish(subject, nil); err != nil {
			return err
		}
	}
	for i := range 5 {
		if _, err := witness.NextMsg(wait); err != nil {
			return fmt.Errorf("witness, message %d: %w", i, err)
		}
	}
	for i := range 3 {
		if _, err := limited.NextMsg(wait); err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
	}
	if _, err := limited.NextMsg(wait); !errors.Is(err, nats.ErrMaxMessages) && !errors.Is(err, nats.ErrBadSubscription) {
		return fmt.Errorf("the fourth receive gave %v", err)
	}
	return nil
}

func (s *scenario) flushTakesOneRoundTrip() error {
	if err := s.shared.FlushTimeout(wait); err != nil {
		return err
	}
	rtt, err := s.shared.RTT()
	if err != nil {
		return err
	}
	if rtt <= 0 || rtt > fast {
		return fmt.Errorf("round trip of %s", rtt)
	}
	return nil
}

func (s *scenario) echoOffHidesOwnMessages() error {
	subject := freshSubject()
	silent, err := s.open(s.creds, nats.NoEcho())
	if err != nil {
		return err
	}
	defer silent.Close()
	own, err := silent.SubscribeSync(subject)
	if err != nil {
		return err
	}
	if err := silent.FlushTimeout(wait); err != nil {
		return err
	}
	others, err := s.shared.SubscribeSync(subject)
	if err != nil {
		return err
	}
	defer others.Unsubscribe()
	if err := s.shared.FlushTimeout(wait); err != nil {
		return err
	}
	if err := silent.Publish(subject, []byte("from silent")); err != nil {
		return err
	}
	first, err := others.NextMsg(wait)
	if err != nil {
		return err
	}
	if string(first.Data) != "from silent" {
		return fmt.Errorf("the other connection received %q", first.Data)
	}
	if err := s.shared.Publish(subject, []byte("from other")); err != nil {
		return err
	}
	msg, err := own.NextMsg(wait)
	if err != nil {
		return err
	}
	if string(msg.Data) != "from other" {
		return fmt.Errorf("received %q", msg.Data)
	}
	return nil
}

func (s *scenario) tooLargeAPayloadIsRefused() error {
	refused := make(chan error, 1)
	nc, err := s.open(s.creds, nats.ClosedHandler(func(c *nats.Conn) { refused <- c.LastError() }))
	if err != nil {
		return err
	}
	defer nc.Close()
	err = nc.Publish(freshSubject(), make([]byte, nc.MaxPayload()+1))
	if errors.Is(err, nats.ErrMaxPayload) {
		return nil
	}
	if err != nil {
		return err
	}
	select {
	case err := <-refused:
		if err == nil {
			return errors.New("closed without a reason")
		}
		return nil
	case <-time.After(wait):
		return errors.New("neither the client nor the server minded")
	}
}

func (s *scenario) secondUserSharesTheAccount() error {
	second, err := s.open(s.secondCreds)
	if err != nil {
		return err
	}
	defer second.Close()
	subject := freshSubject()
	sub, err := second.SubscribeSync(subject)
	if err != nil {
		return err
	}
	if err := second.FlushTimeout(wait); err != nil {
		return err
	}
	if err := s.shared.Publish(subject, []byte("hello")); err != nil {
		return err
	}
	msg, err := sub.NextMsg(wait)
	if err != nil {
		return err
	}
	if string(msg.Data) != "hello" {
		return fmt.Errorf("received %q", msg.Data)
	}
	return nil
}

func (s *scenario) drainDeliversWhatIsPending() error {
	closed := make(chan struct{})
	nc, err := s.open(s.creds, nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		return err
	}
	defer nc.Close()
	subject := freshSubject()
	seen := 0
	if _, err := nc.Subscribe(subject, func(*nats.Msg) { seen++ }); err != nil {
		return err
	}
	if err := nc.FlushTimeout(wait); err != nil {
		return err
	}
	for range drainMessages {
		if err := s.shared.Publish(subject, []byte("pending")); err != nil {
			return err
		}
	}
	if err := s.shared.FlushTimeout(wait); err != nil {
		return err
	}
	if err := nc.Drain(); err != nil {
		return err
	}
	select {
	case <-closed:
	case <-time.After(wait):
		return errors.New("drain did not end")
	}
	if seen != drainMessages {
		return fmt.Errorf("%d of %d messages came", seen, drainMessages)
	}
	return nil
}
