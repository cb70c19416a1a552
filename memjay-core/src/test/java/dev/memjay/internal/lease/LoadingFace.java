package dev.memjay.internal.lease;

import dev.memjay.Keyspace;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The four ways to load a value through the cache, as one. */
enum LoadingFace {
    BLOCKING {
        @Override
        @Nullable
        String load(Keyspace<String, String> view, String key, Loader<String, String> loader, LoadPolicy policy) {
            return view.getOrCompute(key, loader, policy);
        }
    },
    ASYNC {
        @Override
        @Nullable
        String load(Keyspace<String, String> view, String key, Loader<String, String> loader, LoadPolicy policy) {
            return result(view.async().getOrCompute(key, wanted -> stage(loader, wanted), policy));
        }
    },
    BULK_BLOCKING {
        @Override
        @Nullable
        String load(Keyspace<String, String> view, String key, Loader<String, String> loader, LoadPolicy policy) {
            return view.getAllOrCompute(List.of(key), keys -> loaded(loader, key), policy)
                    .get(key);
        }
    },
    BULK_ASYNC {
        @Override
        @Nullable
        String load(Keyspace<String, String> view, String key, Loader<String, String> loader, LoadPolicy policy) {
            return result(view.async()
                            .getAllOrCompute(
                                    List.of(key), keys -> stage(wanted -> loaded(loader, wanted), key), policy))
                    .get(key);
        }
    };

    abstract @Nullable String load(
            Keyspace<String, String> view, String key, Loader<String, String> loader, LoadPolicy policy);

    boolean isBlocking() {
        return this == BLOCKING || this == BULK_BLOCKING;
    }

    private static Map<String, String> loaded(Loader<String, String> loader, String key) throws Exception {
        String value = loader.load(key);
        return value == null ? Map.of() : Map.of(key, value);
    }

    /** A loader that fails does so by its stage, as those do that load elsewhere. */
    private static <T> CompletionStage<T> stage(Loader<String, T> loader, String key) {
        try {
            return CompletableFuture.completedFuture(loader.load(key));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(new CompletionException(e));
        }
    }

    private static <T extends @Nullable Object> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
