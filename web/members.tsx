import { useContext, useMemo } from 'preact/hooks';
import type { MembersView, MemberView } from '../lib/status/document.ts';
import { Outside } from './outside.tsx';
import { shortened } from './shortened.ts';
import { Around } from './surroundings.ts';
import { Instant, numberIn } from './times.tsx';
import { WhyRelay } from './why.tsx';

/** Relays as a table; on a phone, each relay is a block. */
export function Members({ view }: { readonly view: MembersView }) {
  const { words } = useContext(Around);
  const { columns } = words;
  return (
    <>
      <table class="members">
        <thead>
          <tr>
            <th scope="col">{columns.relay}</th>
            <th scope="col">{columns.state}</th>
            <th scope="col">{columns.region}</th>
            <th scope="col">{columns.way}</th>
            <th scope="col">{columns.since}</th>
          </tr>
        </thead>
        <tbody>
          {view.members.map((member) => (
            <Member member={member} key={`${member.region} ${member.taskId} ${member.name}`} />
          ))}
        </tbody>
      </table>
      {view.membersLeftOut > 0 ? <p class="quiet">{words.more(numberIn(view.membersLeftOut, words))}</p> : null}
    </>
  );
}

interface MemberProps {
  readonly member: MemberView;
}

/** It is only drawn anew when it is another object than before. */
function Member({ member }: MemberProps) {
  return useMemo(() => <Row member={member} />, [member]);
}

function Row({ member }: MemberProps) {
  const { region, taskId, name, source, destination, since } = member;
  return (
    <tr>
      <th scope="row">
        {name.trim() === '' ? null : <Outside text={name} />}
        <span class="quiet id">
          <Outside text={taskId} />
          {region === '' ? null : (
            <WhyRelay relay={`${region}/${taskId}`} name={name.trim() === '' ? taskId : shortened(name, 40)} />
          )}
        </span>
      </th>
      <td>
        <State member={member} />
      </td>
      <td>
        <Outside text={region} />
      </td>
      <td class="way">
        <Place place={source} /> <span aria-hidden="true">→</span> <Place place={destination} />
      </td>
      <td>
        <Instant iso={since} brief />
      </td>
    </tr>
  );
}

function State({ member }: MemberProps) {
  const { words } = useContext(Around);
  const { verdict, reason, phase, down, stops, mutedBy } = member;
  return (
    <>
      {words.verdict[verdict] ?? verdict}
      {reason === 'none' || reason === '' ? null : (
        <>
          {' '}
          <code>
            <Outside text={reason} most={40} />
          </code>
        </>
      )}
      {phase === 'flapping' ? <span class="quiet"> {words.comesAndGoes(numberIn(stops, words))}</span> : null}
      {down ? null : <span class="quiet"> {words.backAgain}</span>}
      {mutedBy === null ? null : (
        <span class="quiet">
          {' '}
          {words.mutedBy} <Outside text={mutedBy} most={40} />
        </span>
      )}
    </>
  );
}

function Place({ place }: { readonly place: string }) {
  const { words } = useContext(Around);
  return place === '' ? <span class="quiet">{words.unknownPlace}</span> : <Outside text={place} />;
}
