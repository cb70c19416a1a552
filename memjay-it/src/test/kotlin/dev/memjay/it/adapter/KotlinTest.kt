package dev.memjay.it.adapter

import dev.memjay.Memjay
import dev.memjay.junit.Memcached
import dev.memjay.junit.WithMemcached
import java.time.Duration
import java.util.concurrent.TimeUnit
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** What a Kotlin program writes: brackets, `in`, trailing lambdas, and nulls that the compiler knows of. */
@WithMemcached
class KotlinTest {
    @Test
    fun bracketsAndIn(memcached: Memcached) {
        Memjay.create("memcached://${memcached.address()}").use { memjay ->
            val texts = memjay.strings().withPrefix("kotlin:").withTtl(Duration.ofMinutes(10))

            texts["k"] = "v"
            val found: String? = texts["k"]
            assertThat(found).isEqualTo("v")
            assertThat("k" in texts).isTrue()
            assertThat("none" !in texts).isTrue()
            assertThat(texts["none"]?.length ?: -1).isEqualTo(-1)
        }
    }

    @Test
    fun lambdas(memcached: Memcached) {
        Memjay.create("memcached://${memcached.address()}").use { memjay ->
            val texts = memjay.strings()

            assertThat(texts.getOrCompute("k") { key -> "loaded $key" }).isEqualTo("loaded k")
            assertThat(texts.update("k") { old -> old?.uppercase() }).isEqualTo("LOADED K")
            assertThat(texts.async().getAll(listOf("k", "none")).get(10, TimeUnit.SECONDS)).containsOnlyKeys("k")
            assertThat(texts.getAll(listOf("k")).map { (key, value) -> "$key=$value" }).containsExactly("k=LOADED K")
        }
    }

    @Test
    fun manyCallers(memcached: Memcached) {
        Memjay.create("memcached://${memcached.address()}").use { memjay ->
            val counters = memjay.strings().counters()
            val threads = List(100) { Thread { repeat(10) { counters.incr("hits", 1, 1, Duration.ofHours(1)) } } }
            threads.forEach(Thread::start)
            threads.forEach(Thread::join)

            assertThat(counters["hits"]).isEqualTo(1_000L)
        }
    }
}
