package dev.memjay.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every hash against what libmemcached and pymemcache computed. */
class KeyHashTest {
    private static final Map<String, Object> FILE = Golden.file("hashes.json");

    static List<String> libmemcachedNames() {
        return List.copyOf(Golden.map(FILE.get("libmemcached")).keySet());
    }

    @Test
    void theGoldenDataHasAllOfLibmemcachedsHashes() {
        List<String> names = new ArrayList<>(KeyHash.names());
        names.remove("crc32");

        assertThat(libmemcachedNames()).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("libmemcachedNames")
    void isThatOfLibmemcached(String name) {
        Map<String, Object> expected =
                Golden.map(Golden.map(FILE.get("libmemcached")).get(name));
        List<Long> values = new ArrayList<>(Golden.<Long>list(expected.get("ascii")));
        values.addAll(Golden.list(expected.get("binary")));

        assertThat(Golden.keys(FILE, true).stream().map(key -> unsigned(KeyHash.byName(name), key)))
                .hasSize(260)
                .containsExactlyElementsOf(values);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, 0xFFFF_FFFFL})
    void murmur3IsThatOfPymemcache(long seed) {
        Map<String, Object> expected =
                Golden.map(Golden.map(FILE.get("pymemcache_murmur3_32")).get(String.valueOf(seed)));
        KeyHash murmur3 = KeyHash.murmur3((int) seed);

        assertThat(Golden.keys(FILE, false).stream().map(key -> unsigned(murmur3, key)))
                .containsExactlyElementsOf(Golden.<Long>list(expected.get("ascii")));
        assertThat(Golden.<String>list(FILE.get("unicode_strings")).stream()
                        .map(text -> unsigned(murmur3, Rendezvous.lowBytes(text))))
                .containsExactlyElementsOf(Golden.<Long>list(expected.get("unicode")));
    }

    @Test
    void md5IsThatOfTheJdkAtEveryLength() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        Random random = new Random(1);
        for (int length = 0; length <= 260; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            ByteBuffer expected = ByteBuffer.wrap(digest.digest(bytes)).order(ByteOrder.LITTLE_ENDIAN);

            assertThat(Md5.words(text))
                    .as("%s bytes", length)
                    .containsExactly(expected.getInt(), expected.getInt(), expected.getInt(), expected.getInt());
            assertThat(Md5.hash(text)).isEqualTo(expected.getInt(0));
            assertThat(KeyHash.md5().hash(text)).as("%s bytes", length).isEqualTo(expected.getInt(0));
        }
    }

    /** Threads that would have the same place among those with a digest of their own. */
    @Test
    void md5IsTheSameInManyThreadsAtOnce() throws Exception {
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Runnable work = () -> {
            try {
                together.await();
                for (int i = 0; i < 50_000 && wrong.isEmpty(); i++) {
                    String key = Thread.currentThread().getName() + ":key:" + i;
                    if (KeyHash.md5().hash(key) != Md5.hash(key)) {
                        wrong.add(key);
                    }
                }
            } catch (Exception e) {
                wrong.add(e.toString());
            }
        };
        List<Thread> rivals = new ArrayList<>();
        while (rivals.size() < threads) {
            Thread thread = new Thread(work, "hasher");
            if (rivals.isEmpty() || (thread.getId() - rivals.get(0).getId()) % JdkMd5.PLACES == 0) {
                rivals.add(thread);
            }
        }
        rivals.forEach(Thread::start);
        for (Thread thread : rivals) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }

    /** Some read groups of bytes by way of an array that HotSpot leaves out once it has compiled them. */
    @Test
    void hashesAllocateNothingOnceCompiled() {
        for (String name : KeyHash.names()) {
            KeyHash hash = KeyHash.byName(name);
            hash.hash("some_key");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            long bytes = bytesAllocatedBy(hash);
            while (bytes != 0 && System.nanoTime() - end < 0) {
                bytes = bytesAllocatedBy(hash);
            }
            assertThat(bytes).as(name).isZero();
        }
    }

    private static long bytesAllocatedBy(KeyHash hash) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        int sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += hash.hash("user:000000007919:shopping-bag");
        }
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(sum).isEqualTo(10_000 * hash.hash("user:000000007919:shopping-bag"));
        return bytes / 10_000;
    }

    @Test
    void crc32IsThatOfZlib() {
        // the check value of the CRC catalogue
        assertThat(KeyHash.crc32().hash("123456789")).isEqualTo(0xCBF43926);
    }

    @Test
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> KeyHash.byName("sha1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sha1")
                .hasMessageContaining("fnv1a_64");
    }

    private static long unsigned(KeyHash hash, String key) {
        return Integer.toUnsignedLong(hash.hash(key));
    }
}
