package io.cacheado.benchmarks.memory;

/** Makes the strings that are keys and ids, before anything is measured. */
final class Texts {
    private Texts() {}

    static String[] numbered(String prefix, int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = prefix + i;
        }
        return texts;
    }
}
