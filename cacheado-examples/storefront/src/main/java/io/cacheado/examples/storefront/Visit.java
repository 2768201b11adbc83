package io.cacheado.examples.storefront;

import java.util.List;

/**
 * One basket of the data set: what a customer bought in a store on one day. The day tells a customer's visits apart.
 *
 * @param products what was bought, a piece each
 */
record Visit(int store, int customer, int day, List<Integer> products) {}
