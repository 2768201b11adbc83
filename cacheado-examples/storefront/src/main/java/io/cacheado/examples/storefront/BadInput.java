package io.cacheado.examples.storefront;

/** Something that the user gave and that cannot be used; the message is the one line that says so. */
final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInput(String message) {
        super(message);
    }
}
