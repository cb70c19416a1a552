package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.ConflictException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a map does in races that no server can be made to have: items that come and go between two requests. */
class CacheMapTest {
    private final List<String> calls = new ArrayList<>();
    private int roomAfter = Integer.MAX_VALUE;

    /** A keyspace of a key that every read misses and that has room for an add after some were refused. */
    @SuppressWarnings("unchecked")
    private CacheMap<String, String> map() {
        Keyspace<String, String> keyspace = (Keyspace<String, String>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Keyspace.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "withFailurePolicy" -> proxy;
                        case "add" -> calls.stream().filter("add"::equals).count() > roomAfter;
                        default -> null;
                    };
                });
        return new CacheMap<>(keyspace);
    }

    @Test
    void putIfAbsentTriesAgainWhenTheItemVanishedBeforeItWasRead() {
        roomAfter = 2;

        assertThat(map().putIfAbsent("k", "v")).isNull();

        assertThat(calls).containsExactly("withFailurePolicy", "add", "get", "add", "get", "add");
    }

    @Test
    void aPlaceThatIsTakenWithoutAValueIsAConflict() {
        assertThatThrownBy(() -> map().putIfAbsent("k", "v"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        error -> assertThat(error.mayHaveBeenApplied()).isFalse());

        assertThat(calls.stream().filter("add"::equals)).hasSize(16);
    }

    @Test
    void nullArgumentsAreNamed() {
        CacheMap<String, String> map = map();
        assertThatThrownBy(() -> map.putIfAbsent("k", null)).hasMessage("value");
        assertThatThrownBy(() -> map.remove("k", null)).hasMessage("value");
        assertThatThrownBy(() -> map.replace("k", null, "v")).hasMessage("oldValue");
        assertThatThrownBy(() -> map.replace("k", "v", null)).hasMessage("newValue");
        assertThatThrownBy(() -> map.compute("k", null)).hasMessage("change");
        assertThatThrownBy(() -> map.computeIfPresent("k", null)).hasMessage("change");
        assertThatThrownBy(() -> map.computeIfAbsent("k", null)).hasMessage("maker");
        assertThatThrownBy(() -> map.merge("k", null, String::concat)).hasMessage("value");
        assertThatThrownBy(() -> map.merge("k", "v", null)).hasMessage("change");
    }
}
