/** How a region's list is ordered: by the time of creation, either way, or by id. The service documents no order. */
export const LIST_ORDERS = ['newest', 'oldest', 'id'] as const;

export type ListOrder = (typeof LIST_ORDERS)[number];
