package io.cacheado.examples.service;

/** What a product costs an organization, in cents. */
record Price(long cents) {}
