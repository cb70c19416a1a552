package dev.memjay.server.protocol;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.SlabClasses;
import java.util.function.BiConsumer;

/** What the statistics tell of each class of items. */
final class ClassStats {
    private static final String[] HITS_OF_SEGMENTS = {"hits_to_hot", "hits_to_warm", "hits_to_cold", "hits_to_temp"};

    private final ServerState state;

    ClassStats(ServerState state) {
        this.state = state;
    }

    /** {@code stats items}. */
    void items(BiConsumer<String, String> sink) {
        state.store().sweep();
        for (int slabClass = 1; slabClass <= SlabClasses.MAX; slabClass++) {
            if (state.store().count(slabClass) > 0) {
                items(slabClass, sink);
            }
        }
    }

    private void items(int slabClass, BiConsumer<String, String> sink) {
        Tunables tunables = state.settings().tunables();
        boolean segments = tunables.is(Tunables.MAINTAINER);
        String prefix = "items:" + slabClass + ":";
        BiConsumer<String, String> each = (name, value) -> sink.accept(prefix + name, value);
        String count = Integer.toString(state.store().count(slabClass));
        each.accept("number", count);
        if (segments) {
            each.accept("number_hot", count);
            ServerStats.zeros(each, "number_warm", "number_cold");
            if (tunables.is("temp_lru")) {
                ServerStats.zeros(each, "number_temp");
            }
            ServerStats.zeros(each, "age_hot", "age_warm");
        }
        ServerStats.zeros(each, "age");
        each.accept("mem_requested", Long.toString(state.store().bytes(slabClass)));
        putOfClass(each, slabClass, "evicted", Counter.EVICTIONS);
        putOfClass(each, slabClass, "evicted_nonzero", Counter.EVICTED_NONZERO);
        ServerStats.zeros(each, "evicted_time");
        putOfClass(each, slabClass, "outofmemory", Counter.STORE_NO_MEMORY);
        ServerStats.zeros(each, "tailrepairs");
        putOfClass(each, slabClass, "reclaimed", Counter.RECLAIMED);
        putOfClass(each, slabClass, "expired_unfetched", Counter.EXPIRED_UNFETCHED);
        putOfClass(each, slabClass, "evicted_unfetched", Counter.EVICTED_UNFETCHED);
        if (segments) {
            ServerStats.zeros(each, "evicted_active");
        }
        putOfClass(each, slabClass, "crawler_reclaimed", Counter.CRAWLER_RECLAIMED);
        ServerStats.zeros(each, ServerStats.ZEROS_OF_CRAWLER);
        if (segments) {
            ServerStats.zeros(each, ServerStats.ZEROS_OF_SEGMENTS);
            ServerStats.zeros(each, HITS_OF_SEGMENTS);
        }
    }

    private void putOfClass(BiConsumer<String, String> sink, int slabClass, String name, Counter counter) {
        sink.accept(name, Long.toString(state.counters().get(counter, slabClass)));
    }

    /** {@code stats slabs}. */
    void slabs(BiConsumer<String, String> sink) {
        state.store().sweep();
        int active = 0;
        long pages = 0;
        for (int slabClass = 1; slabClass <= SlabClasses.MAX; slabClass++) {
            // a class keeps its first page when its items are gone
            if (state.counters().get(Counter.CMD_SET, slabClass) > 0
                    || state.store().count(slabClass) > 0) {
                active++;
                pages += slab(slabClass, sink);
            }
        }
        sink.accept("active_slabs", Integer.toString(active));
        sink.accept("total_malloced", Long.toString(pages * SlabClasses.PAGE));
    }

    /** Tells of one class; gives the pages that its items would fill. */
    private int slab(int slabClass, BiConsumer<String, String> sink) {
        String prefix = slabClass + ":";
        BiConsumer<String, String> each = (name, value) -> sink.accept(prefix + name, value);
        int inPage = SlabClasses.chunksInPage(slabClass);
        int used = state.store().count(slabClass);
        int pages = Math.max(1, (used + inPage - 1) / inPage);
        each.accept("chunk_size", Integer.toString(SlabClasses.chunkSize(slabClass)));
        each.accept("chunks_per_page", Integer.toString(inPage));
        each.accept("total_pages", Integer.toString(pages));
        each.accept("total_chunks", Integer.toString(pages * inPage));
        each.accept("used_chunks", Integer.toString(used));
        each.accept("free_chunks", Integer.toString(pages * inPage - used));
        each.accept("free_chunks_end", "0");
        putOfClass(each, slabClass, "get_hits", Counter.GET_HITS);
        putOfClass(each, slabClass, "cmd_set", Counter.CMD_SET);
        putOfClass(each, slabClass, "delete_hits", Counter.DELETE_HITS);
        putOfClass(each, slabClass, "incr_hits", Counter.INCR_HITS);
        putOfClass(each, slabClass, "decr_hits", Counter.DECR_HITS);
        putOfClass(each, slabClass, "cas_hits", Counter.CAS_HITS);
        putOfClass(each, slabClass, "cas_badval", Counter.CAS_BADVAL);
        putOfClass(each, slabClass, "touch_hits", Counter.TOUCH_HITS);
        return pages;
    }
}
