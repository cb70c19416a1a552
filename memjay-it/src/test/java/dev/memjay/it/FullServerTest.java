package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.junit.RealMemcached;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A memcached that has no room left and evicts nothing: which items of a batch it refused is known, whatever is spoken. */
@ParameterizedClass
@CsvSource({"meta, false", "meta, true", "classic, false", "classic, true", "binary, false", "binary, true"})
class FullServerTest {
    private static final byte[] LARGE = new byte[20_000];
    private static final byte[] SMALL = new byte[10];

    @Parameter(0)
    private String protocol;

    @Parameter(1)
    private boolean isAsync;

    @Test
    void namesTheItemsThatItHadNoRoomFor() {
        try (RealMemcached server = RealMemcached.start("-M", "-m", "1", "-I", "512k");
                Memjay memjay = client(server)) {
            Keyspace<String, byte[]> bytes = face(memjay);
            bytes.set("small0", SMALL); // takes a page for what is as small
            fill(bytes);
            assertLargeAreRefused(bytes);
        }
    }

    private Memjay client(RealMemcached server) {
        return Memjay.create(
                "memcached://" + server.address() + "?timeout=20s&connectTimeout=20s&protocol=" + protocol);
    }

    private Keyspace<String, byte[]> face(Memjay memjay) {
        return isAsync ? new JoinedKeyspace<>(memjay.bytes()) : memjay.bytes();
    }

    private static void assertLargeAreRefused(Keyspace<String, byte[]> bytes) {
        Map<String, byte[]> batch = new LinkedHashMap<>();
        for (int i = 1; i <= 5; i++) {
            batch.put("small" + i, SMALL);
            batch.put("large" + i, LARGE);
        }
        BulkException failure = catchThrowableOfType(BulkException.class, () -> bytes.setAll(batch));
        assertThat(failure.failed().keySet())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("large1", "large2", "large3", "large4", "large5");
        assertThat(failure.failed().values()).allSatisfy(each -> {
            assertThat(each).isInstanceOf(ServerErrorException.class);
            assertThat(each.mayHaveBeenApplied()).isFalse();
        });
        for (Map.Entry<String, byte[]> item : batch.entrySet()) {
            assertThat(bytes.contains(item.getKey())).isEqualTo(item.getValue() == SMALL);
        }
    }

    private static void fill(Keyspace<String, byte[]> bytes) {
        for (int i = 0; i < 10_000; i++) {
            try {
                bytes.set("fill" + i, LARGE);
            } catch (ServerErrorException full) {
                return;
            }
        }
        throw new IllegalStateException("a memcached of 1 MB took 10,000 values of 20,000 bytes without evicting any");
    }
}
