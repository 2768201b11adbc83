package io.cacheado.examples.service;

/** What an organization has booked. */
record Plan(String name, int seats) {}
