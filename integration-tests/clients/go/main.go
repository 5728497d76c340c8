// Command conformance speaks the client conformance scenario with nats.go.
//
// It reads NATS_URL, NATS_CREDS and NATS_CREDS_2 from the environment, prints one line for each check and ends with
// the counts. The scenario is the same in every language beside this folder; ../README.md lists it.
package main

import (
	"fmt"
	"os"
	"time"
)

const wholeRunLimit = 60 * time.Second

type check struct {
	name string
	run  func(*scenario) error
}

func main() {
	url := os.Getenv("NATS_URL")
	if url == "" {
		fmt.Fprintln(os.Stderr, "NATS_URL is not set")
		os.Exit(2)
	}
	outcomes := make(chan bool)
	go func() {
		defer close(outcomes)
		runAll(&scenario{url: url, creds: os.Getenv("NATS_CREDS"), secondCreds: os.Getenv("NATS_CREDS_2")}, outcomes)
	}()

	passed, failed := 0, 0
	deadline := time.After(wholeRunLimit)
	for running := true; running; {
		select {
		case ok, open := <-outcomes:
			switch {
			case !open:
				running = false
			case ok:
				passed++
			default:
				failed++
			}
		case <-deadline:
			fmt.Printf("FAILED time: the run took longer than %s\n", wholeRunLimit)
			failed++
			running = false
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

func runAll(s *scenario, outcomes chan<- bool) {
	defer s.close()
	for _, c := range checks(s) {
		err := c.run(s)
		if err != nil {
			fmt.Printf("FAILED %s: %v\n", c.name, err)
		} else {
			fmt.Printf("ok %s\n", c.name)
		}
		outcomes <- err == nil
		if err != nil && c.name == "connect" {
			return
		}
	}
}
