import { beforeEach, describe, expect, it } from 'vitest';
import { createSlots, type Slots } from '../../../stand-ins/fc/slots.ts';

let slots: Slots;
let mostInAll: number;

beforeEach(() => {
  mostInAll = 100;
  slots = createSlots(() => mostInAll);
});

describe('the places of instances', () => {
  it('are as many as the function may have, others apart', () => {
    expect([slots.take('a', 1), slots.take('a', 1), slots.take('b', 1)]).toEqual([true, false, true]);
    slots.release('a');
    expect(slots.take('a', 1)).toBe(true);
  });

  it('are as many as the account may have', () => {
    mostInAll = 1;
    expect([slots.take('a', 5), slots.take('b', 5)]).toEqual([true, false]);
  });

  it('are given to those who wait, first come first served', async () => {
    const order: string[] = [];
    await slots.waitFor('a', 1);
    const waiting = ['first', 'second'].map((name) => slots.waitFor('a', 1).then(() => order.push(name)));
    slots.release('a');
    await waiting[0];
    expect(order).toEqual(['first']);
    slots.release('a');
    await waiting[1];
    expect(order).toEqual(['first', 'second']);
  });
});
