import type { components as billing } from "./generated/billing";
import type { components as control } from "./generated/control-plane";

type Control = control["schemas"];
type Billing = billing["schemas"];

export type ServiceConfig = Control["ServiceConfig"];
export type Me = Control["Me"];
export type Membership = Control["Membership"];
export type Role = Control["Role"];
export type Webhook = Control["Webhook"];
export type Right = Control["Right"];
export type Team = Control["Team"];
export type Member = Control["Member"];
export type AuditEntry = Control["AuditEntry"];
export type Account = Control["Account"];
export type AccountState = Control["AccountState"];
export type Limits = Control["Limits"];
export type Traffic = Control["Traffic"];
export type TrafficSample = Control["TrafficSample"];
export type Permissions = Control["Permissions"];
export type SigningKey = Control["SigningKey"];
export type NatsUser = Control["User"];
export type UserState = Control["UserState"];
export type Token = Control["Token"];
export type ProblemBody = Control["Problem"];
export type Usage = Billing["Usage"];
export type Money = Billing["Money"];
export type CostLine = Billing["CostLine"];
