package io.cacheado.simulator;

import java.util.Arrays;

/** Numbers of which the greatest comes first: a binary heap in an array. */
final class IntHeap {
    private int[] heap = new int[1 << 10];
    private int size;

    void add(int number) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && heap[at - 1 >> 1] < number) {
            heap[at] = heap[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        heap[at] = number;
    }

    /** Takes the greatest number out; there must be one. */
    int removeGreatest() {
        int greatest = heap[0];
        int last = heap[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return greatest;
    }
}
