package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	maxDescriptionLength = 500
	defaultSettleTimeout = 2 * time.Minute
)

// accountResource is an account: made, changed in place and deleted. A change is done when the nodes have it.
type accountResource struct{ client *api.Client }

var (
	_ resource.ResourceWithConfigure   = (*accountResource)(nil)
	_ resource.ResourceWithImportState = (*accountResource)(nil)
)

func newAccountResource() resource.Resource { return &accountResource{} }

type accountModel struct {
	ID          types.String   `tfsdk:"id"`
	TeamID      types.String   `tfsdk:"team_id"`
	Name        types.String   `tfsdk:"name"`
	Description types.String   `tfsdk:"description"`
	Limits      types.Object   `tfsdk:"limits"`
	Suspended   types.Bool     `tfsdk:"suspended"`
	PublicKey   types.String   `tfsdk:"public_key"`
	State       types.String   `tfsdk:"state"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

func (m *accountModel) take(account *api.Account) {
	m.ID = types.StringValue(account.ID)
	m.TeamID = types.StringValue(account.TeamID)
	m.Name = types.StringValue(account.Name)
	m.Description = types.StringValue(account.Description)
	m.Limits = limitsObject(&account.Limits)
	m.Suspended = types.BoolValue(account.Suspended)
	m.PublicKey = types.StringValue(account.PublicKey)
	m.State = types.StringValue(string(account.State))
}

func (r *accountResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

func (r *accountResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An isolated NATS account with quotas. Creating and changing it ends when every node has the change.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the account.",
				PlanModifiers:       keep,
			},
			"team_id": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Team the account belongs to; another one replaces the account. Default: the caller's only team, or else the only one that the caller owns.",
				Validators:          idValidators(),
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace(),
				},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Unique in the team; 1 to 64 letters, digits, spaces, `.`, `_` and `-`.",
				Validators:          nameValidators(),
			},
			"description": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(""),
				MarkdownDescription: "Up to 500 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(maxDescriptionLength)},
			},
			"limits": accountLimitsAttribute(),
			"suspended": schema.BoolAttribute{
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(false),
				MarkdownDescription: "Closes all connections and refuses new ones while true; nothing stored is lost.",
			},
			"public_key": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The account's nkey, `A…`.",
				PlanModifiers:       keep,
			},
			"state": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "`active` or `suspended` after a run that ended well; `provisioning` or `degraded` while the nodes lack a change.",
			},
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{
				Create:            true,
				CreateDescription: "How long to wait for the nodes to have the new account, such as `5m`. Default: `2m`.",
				Update:            true,
				UpdateDescription: "How long to wait for the nodes to have a change. Default: `2m`.",
			}),
		},
	}
}

func (r *accountResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.client = configuredClient(req.ProviderData, &resp.Diagnostics)
}

func (r *accountResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model accountModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	timeout, diagnostics := model.Timeouts.Create(ctx, defaultSettleTimeout)
	resp.Diagnostics.Append(diagnostics...)
	if resp.Diagnostics.HasError() {
		return
	}
	teamID := model.TeamID.ValueString()
	if teamID == "" {
		team, err := defaultTeam(ctx, r.client)
		if err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("team_id"), "There is no team to make the account in", err.Error())
			return
		}
		teamID = team.ID
	}
	account, err := r.client.CreateAccount(ctx, teamID, api.AccountCreate{
		Name:        model.Name.ValueString(),
		Description: model.Description.ValueStringPointer(),
		Limits:      changedLimits(limitsFrom(model.Limits), &api.Limits{}),
	})
	if err != nil {
		reportAccount(&resp.Diagnostics, "The account was not made", err)
		return
	}
	// From here on the account exists: whatever fails below, the state must know of it.
	suspend := model.Suspended.ValueBool()
	model.take(account)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	if suspend {
		if account, err = r.client.SetSuspended(ctx, account.ID, true); err != nil {
			report(&resp.Diagnostics, "The account was made and not suspended", err)
			return
		}
	}
	r.settle(ctx, account, timeout, &model, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (r *accountResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model accountModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	account, err := r.client.Account(ctx, model.ID.ValueString())
	if api.IsNotFound(err) || err == nil && account.Deletion != nil {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		report(&resp.Diagnostics, "The account cannot be read", err)
		return
	}
	model.take(account)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (r *accountResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state accountModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diagnostics := plan.Timeouts.Update(ctx, defaultSettleTimeout)
	resp.Diagnostics.Append(diagnostics...)
	if resp.Diagnostics.HasError() {
		return
	}
	account, err := r.change(ctx, &plan, &state)
	if err != nil {
		reportAccount(&resp.Diagnostics, "The account was not changed", err)
		return
	}
	r.settle(ctx, account, timeout, &plan, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// change asks for what differs between state and plan, and returns the account as it is then.
func (r *accountResource) change(ctx context.Context, plan, state *accountModel) (*api.Account, error) {
	id := state.ID.ValueString()
	update := api.AccountUpdate{Limits: changedLimits(limitsFrom(plan.Limits), limitsFrom(state.Limits))}
	if !plan.Name.Equal(state.Name) {
		update.Name = plan.Name.ValueStringPointer()
	}
	if !plan.Description.Equal(state.Description) {
		update.Description = plan.Description.ValueStringPointer()
	}
	if update != (api.AccountUpdate{}) {
		if _, err := r.client.UpdateAccount(ctx, id, update); err != nil {
			return nil, err
		}
	}
	if !plan.Suspended.Equal(state.Suspended) {
		return r.client.SetSuspended(ctx, id, plan.Suspended.ValueBool())
	}
	return r.client.Account(ctx, id)
}

func (r *accountResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model accountModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.client.DeleteAccount(ctx, model.ID.ValueString()); err != nil && !api.IsNotFound(err) {
		report(&resp.Diagnostics, "The account was not deleted", err)
	}
}

func (r *accountResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !idPattern.MatchString(req.ID) {
		resp.Diagnostics.AddError("The account cannot be imported", fmt.Sprintf("%q is not the id of an account.", req.ID))
		return
	}
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// settle waits until the nodes have the account as it was asked for, and notes in the model how far it came.
func (r *accountResource) settle(ctx context.Context, account *api.Account, timeout time.Duration, model *accountModel, diagnostics *diag.Diagnostics) {
	account, err := awaitSettled(ctx, r.client, account, timeout)
	model.take(account)
	if err != nil {
		report(diagnostics, "The nodes do not have the account as it was asked for", err)
	}
}

// reportAccount adds to report that a conflict can only be about the name.
func reportAccount(diagnostics *diag.Diagnostics, summary string, err error) {
	if api.IsConflict(err) {
		diagnostics.AddAttributeError(path.Root("name"), summary, err.Error())
		return
	}
	report(diagnostics, summary, err)
}
