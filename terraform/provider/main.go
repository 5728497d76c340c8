// Command terraform-provider-vagus manages accounts and users of a Vagus service with Terraform or OpenTofu.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/vagus-io/terraform-provider-vagus/internal/provider"
)

// version is set by the linker in a release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger, and print how Terraform reaches this process")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/vagus-io/vagus",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
