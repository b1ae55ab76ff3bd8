import type { EntityManager } from 'typeorm';

declare const brand: unique symbol;

/**
 * An open transaction. Every operation takes it as its first argument, so that a query outside its transaction
 * cannot be written: the data source itself is private to store/.
 */
export type Tx = EntityManager & { readonly [brand]: 'tx' };
