package dev.memjay.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.codec.TypedKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;
import org.junit.jupiter.api.Test;

/** Hibernate's keys are the same text if and only if Hibernate takes them for equal. */
class HibernateKeysTest {
    private static final TypedKeys KEYS = HibernateKeys.in(TypedKeys.standard());

    @Test
    void showWhatTheyAreMadeOf() {
        assertThat(KEYS.text(new BasicCacheKeyImplementation(7L, "shop.Book", 1)))
                .isEqualTo("HibernateId(['shop.Book',7L])");
        assertThat(KEYS.text(new CacheKeyImplementation((Object) 7L, "shop.Book", "north", 1)))
                .isEqualTo("HibernateTenantId(['shop.Book','north',7L])");
    }

    @Test
    void equalOnesAreOneAndOthersAreNot() {
        List<Object> different = List.of(
                new BasicCacheKeyImplementation(7L, "Book", 1),
                new BasicCacheKeyImplementation(7, "Book", 1),
                new BasicCacheKeyImplementation("7", "Book", 1),
                new BasicCacheKeyImplementation(7L, "Book.authors", 1),
                new BasicCacheKeyImplementation(new Object[] {7L, "a"}, "Book", 1),
                new CacheKeyImplementation((Object) 7L, "Book", "north", 1),
                new CacheKeyImplementation((Object) 7L, "Book", null, 1),
                new CacheKeyImplementation((Object) 7L, "Book', 'north", null, 1),
                new NaturalIdCacheKey(new Object[] {7L}, "Book", null, 1),
                new NaturalIdCacheKey(7L, "Book", null, 1),
                new NaturalIdCacheKey(7L, "Book", "north", 1));
        Set<String> texts = new HashSet<>();

        different.forEach(key -> texts.add(KEYS.text(key)));

        assertThat(texts).hasSameSizeAs(different);
        assertThat(KEYS.text(new CacheKeyImplementation((Object) 7L, "Book", "north", 2)))
                .as("the hash that Hibernate keeps beside them has no part in it")
                .isEqualTo(KEYS.text(new CacheKeyImplementation((Object) 7L, "Book", "north", 1)));
    }
}
