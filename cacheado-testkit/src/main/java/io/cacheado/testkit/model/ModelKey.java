package io.cacheado.testkit.model;

/**
 * A key of the population: equal by its number, with the hash code that the setup wants, so that many can collide.
 *
 * @param id the number
 * @param hash the hash code, the same for equal numbers
 */
record ModelKey(int id, int hash) {
    @Override
    public boolean equals(Object other) {
        return other instanceof ModelKey key && key.id == id;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "k" + id;
    }
}
