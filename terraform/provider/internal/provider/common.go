package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const maxNameLength = 64

var (
	idPattern   = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	namePattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?$`)
)

func idValidators() []validator.String {
	return []validator.String{stringvalidator.RegexMatches(idPattern, "must be an id such as 0190f3c2-7f5e-7c1a-b3d4-5e6f708192a3")}
}

func nameValidators() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, maxNameLength),
		stringvalidator.RegexMatches(namePattern, "must begin and end with a letter or digit and have only letters, digits, spaces, '.', '_' and '-' between"),
	}
}

// configuredClient takes the client that the provider made. Terraform also validates without configuring; then there is
// no client, and nothing that needs one is called.
func configuredClient(data any, diagnostics *diag.Diagnostics) *api.Client {
	if data == nil {
		return nil
	}
	client, ok := data.(*api.Client)
	if !ok {
		diagnostics.AddError("The provider is wired wrongly", "This is a defect of the provider.")
	}
	return client
}
