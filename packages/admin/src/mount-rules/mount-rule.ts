/** What a mount rule is known by: a user, or a group, of a disk instance. */
export interface MountRuleKey {
  readonly diskInstance: string;
  readonly name: string;
}

/** What is given is changed, for requests that come later. */
export interface MountRuleChange extends MountRuleKey {
  readonly mountPolicy?: string;
  readonly comment?: string;
}

export interface NewMountRule extends MountRuleKey {
  readonly mountPolicy: string;
  readonly comment: string;
}
