import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeQuery, InvalidRequestError, listQuery, TASK_ID_PATTERN } from '../../lib/live/request.ts';

const region = 'cn-shanghai';

describe('the query of a call', () => {
  it('for any page, size and text is either sent as it was given or refused in words', () => {
    const filter = fc.record(
      {
        pageNumber: fc.oneof(fc.integer(), fc.double()),
        pageSize: fc.oneof(fc.integer({ min: -5, max: 110 }), fc.double()),
        taskId: fc.string({ unit: 'binary', maxLength: 60 }),
        taskName: fc.string({ unit: 'binary' }),
        dstUrl: fc.string({ unit: 'binary' }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filter, (parts) => {
        try {
          const query = listQuery({ region, ...parts });
          expect(query.PageNumber).toBe(parts.pageNumber?.toString());
          expect(query.TaskName).toBe(parts.taskName || undefined);
          expect(query.DstUrl).toBe(parts.dstUrl || undefined);
          // what goes out can be percent-encoded, so the SDK can sign it
          expect(() => Object.values(query).map(encodeURIComponent)).not.toThrow();
        } catch (error) {
          if (!(error instanceof InvalidRequestError)) throw error;
          expect(error.message).toMatch(/^(PageNumber|PageSize|TaskId|TaskName|DstUrl) .* /);
        }
      }),
    );
  });

  it('refuses no task id that Live documents as one', () => {
    const id = fc.string({ unit: fc.constantFrom(...'aZ09_-'), minLength: 1, maxLength: 55 });
    fc.assert(
      fc.property(id, (taskId) => {
        expect(taskId).toMatch(TASK_ID_PATTERN);
        expect(describeQuery({ region, taskId })).toEqual({ Region: region, TaskId: taskId });
      }),
    );
  });

  it('takes the smallest and the largest page and size', () => {
    expect(listQuery({ region, pageNumber: 1, pageSize: 1 })).toEqual({
      Region: region,
      PageNumber: '1',
      PageSize: '1',
    });
    expect(listQuery({ region, pageNumber: 2_147_483_647, pageSize: 100 })).toEqual({
      Region: region,
      PageNumber: '2147483647',
      PageSize: '100',
    });
  });
});
