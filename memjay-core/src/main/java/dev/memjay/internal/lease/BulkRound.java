package dev.memjay.internal.lease;

import java.util.ArrayList;
import java.util.List;

/** What a round of asking found, key by key. */
final class BulkRound<K, V> {
    /** Still to be asked, all at once. */
    final List<BulkSlot<K, V>> leased = new ArrayList<>();
    /** Still to be asked, one by one. */
    final List<BulkSlot<K, V>> locked = new ArrayList<>();

    final List<BulkSlot<K, V>> toLoad = new ArrayList<>();
    final List<BulkSlot<K, V>> toRefresh = new ArrayList<>();
    final List<BulkSlot<K, V>> waiting = new ArrayList<>();
}
