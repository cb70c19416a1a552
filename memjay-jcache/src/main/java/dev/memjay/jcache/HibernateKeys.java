package dev.memjay.jcache;

import dev.memjay.codec.TypedKeys;
import java.util.Arrays;
import org.hibernate.cache.internal.BasicCacheKeyImplementation;
import org.hibernate.cache.internal.CacheKeyImplementation;
import org.hibernate.cache.internal.NaturalIdCacheKey;

/**
 * The keys of Hibernate's second-level cache, by what Hibernate itself compares them by: role, tenant, and id or natural id. The
 * classes are the same in Hibernate 6.6 and 7; this one is loaded only where they are.
 */
final class HibernateKeys {
    private HibernateKeys() {}

    /** These keys too, if Hibernate is there. */
    static TypedKeys in(TypedKeys keys) {
        try {
            return added(keys);
        } catch (NoClassDefFoundError e) {
            return keys;
        }
    }

    private static TypedKeys added(TypedKeys keys) {
        return keys.with(
                        BasicCacheKeyImplementation.class,
                        "HibernateId",
                        key -> Arrays.asList(key.getEntityOrRoleName(), key.getId()))
                .with(
                        CacheKeyImplementation.class,
                        "HibernateTenantId",
                        key -> Arrays.asList(key.getEntityOrRoleName(), key.getTenantId(), key.getId()))
                .with(
                        NaturalIdCacheKey.class,
                        "HibernateNaturalId",
                        key -> Arrays.asList(key.getEntityName(), key.getTenantId(), key.getNaturalIdValues()));
    }
}
