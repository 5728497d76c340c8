// Package provider maps Terraform's resources to the objects of the control plane's API.
package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	endpointVariable = "VAGUS_ENDPOINT"
	tokenVariable    = "VAGUS_TOKEN"
)

type vagusProvider struct {
	version string
	retries api.Retries
}

// New returns what makes the provider.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &vagusProvider{version, api.DefaultRetries} }
}

func (p *vagusProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "vagus"
	resp.Version = p.version
}

func (p *vagusProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages accounts and users of a Vagus messaging service.",
		Attributes: map[string]schema.Attribute{
			"endpoint": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Address of the control plane, such as `https://vagus.example.com`. Default: the environment variable `" + endpointVariable + "`.",
			},
			"token": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: "Personal access token (`vgs_…`). Default: the environment variable `" + tokenVariable + "`, which keeps it out of configuration files.",
			},
		},
	}
}

func (p *vagusProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config struct {
		Endpoint types.String `tfsdk:"endpoint"`
		Token    types.String `tfsdk:"token"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	setting := func(name string, value types.String, variable string) string {
		text := value.ValueString()
		if value.IsNull() {
			text = os.Getenv(variable)
		}
		switch {
		case value.IsUnknown():
			resp.Diagnostics.AddAttributeError(path.Root(name), "The "+name+" is not known yet",
				"It depends on something that is made in the same run. Give it directly, or set "+variable+".")
		case text == "":
			resp.Diagnostics.AddAttributeError(path.Root(name), "The "+name+" is missing",
				"Set "+name+" in the provider block, or the environment variable "+variable+".")
		}
		return text
	}
	endpoint := setting("endpoint", config.Endpoint, endpointVariable)
	token := setting("token", config.Token, tokenVariable)
	if resp.Diagnostics.HasError() {
		return
	}
	client, err := api.New(endpoint, token, "terraform-provider-vagus/"+p.version, p.retries)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("endpoint"), "The endpoint cannot be used", err.Error())
		return
	}
	resp.ResourceData = client
	resp.DataSourceData = client
}

func (p *vagusProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{newAccountResource, newUserResource}
}

func (p *vagusProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{newTeamDataSource}
}
