package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const ownerRole = "owner"

// teamDataSource finds a team by its id or name, or the one that needs no naming.
type teamDataSource struct{ client *api.Client }

var _ datasource.DataSourceWithConfigure = (*teamDataSource)(nil)

func newTeamDataSource() datasource.DataSource { return &teamDataSource{} }

type teamModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
	Role types.String `tfsdk:"role"`
}

func (d *teamDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_team"
}

func (d *teamDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A team of the caller. Without `id` and `name`: the only team, or else the only one that the caller owns.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Id of the team.",
				Validators:          append([]validator.String{stringvalidator.ConflictsWith(path.MatchRoot("name"))}, idValidators()...),
			},
			"name": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Name of the team.",
			},
			"role": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "What the caller is in the team: `owner`, `admin`, `operator`, `developer`, `viewer` or `billing`.",
			},
		},
	}
}

func (d *teamDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.client = configuredClient(req.ProviderData, &resp.Diagnostics)
}

func (d *teamDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model teamModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	team, err := d.find(ctx, &model)
	if err != nil {
		report(&resp.Diagnostics, "The team was not found", err)
		return
	}
	model = teamModel{types.StringValue(team.ID), types.StringValue(team.Name), types.StringValue(team.Role)}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (d *teamDataSource) find(ctx context.Context, model *teamModel) (*api.Team, error) {
	if id := model.ID.ValueString(); id != "" {
		return d.client.Team(ctx, id)
	}
	if name := model.Name.ValueString(); name != "" {
		teams, err := d.client.Teams(ctx)
		if err != nil {
			return nil, err
		}
		return only(teams, func(team api.Team) bool { return team.Name == name }, fmt.Sprintf("with the name %q", name))
	}
	return defaultTeam(ctx, d.client)
}

// defaultTeam is the caller's only team, or else the only one that the caller owns.
func defaultTeam(ctx context.Context, client *api.Client) (*api.Team, error) {
	teams, err := client.Teams(ctx)
	if err != nil {
		return nil, err
	}
	if len(teams) == 1 {
		return &teams[0], nil
	}
	return only(teams, func(team api.Team) bool { return team.Role == ownerRole }, "that the caller owns")
}

// only returns the single team that is wanted.
func only(teams []api.Team, wanted func(api.Team) bool, which string) (*api.Team, error) {
	var found []api.Team
	var names []string
	for _, team := range teams {
		names = append(names, fmt.Sprintf("%s (%s)", team.Name, team.ID))
		if wanted(team) {
			found = append(found, team)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("there are %d teams %s; name one by its id, of: %s", len(found), which, strings.Join(names, ", "))
	}
	return &found[0], nil
}
