import { accountNames, documentOf } from '../../lib/config/accounts.ts';
import { type Section, sectionOf, sectionsOf, textOf } from '../../lib/config/sections.ts';

/** One of several accounts, as far as it matters to a deployment. */
export interface DeployedAccount {
  readonly name: string;
  /** The role that is assumed in it; null where it is watched with keys. */
  readonly roleArn: string | null;
  readonly hasExternalId: boolean;
  /** Whether it is watched with the keys of the function itself. */
  readonly isOurs: boolean;
  /** Sections of its own, for what they need permission for. */
  readonly own: Section;
}

/** The accounts of a configuration; none where it has no `accounts:`. */
export function deployedAccounts(document: Section): DeployedAccount[] {
  const top = sectionOf(document.live).credentials;
  return sectionsOf(accountNames(document) === null ? [] : document.accounts).map((own) => {
    const { type = 'default', roleArn, externalId } = sectionOf(sectionOf(own.live).credentials ?? top);
    const isRole = type === 'role' && typeof roleArn === 'string';
    return {
      name: textOf(own.name),
      roleArn: isRole ? roleArn : null,
      hasExternalId: isRole && externalId !== undefined,
      isOurs: type === 'default',
      own,
    };
  });
}

/** Where callbacks are kept: in the state, or in that of each account. */
export function statesWithHints(document: Section): unknown[] {
  const names = accountNames(document);
  return names === null ? [document.state] : names.map((name) => documentOf(document, name, '').document.state);
}

/** The sections of a kind, of the top of the file and of every account. */
export function listsOfAll(document: Section, key: string): Section[] {
  return [document, ...deployedAccounts(document).map(({ own }) => own)].flatMap((one) => sectionsOf(one[key]));
}
