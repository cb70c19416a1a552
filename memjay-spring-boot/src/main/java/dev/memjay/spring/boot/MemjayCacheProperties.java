package dev.memjay.spring.boot;

import dev.memjay.codec.Compression;
import dev.memjay.model.FailurePolicy;
import dev.memjay.spring.MemjayCacheConfiguration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** How caches keep, load and write their values, as {@code memjay.cache.*}. */
@ConfigurationProperties("memjay.cache")
public class MemjayCacheProperties {
    /** What caches do that have no settings of their own, and where their own settings leave something out. */
    @NestedConfigurationProperty
    private final OfCache defaults = new OfCache();

    /** What one cache does, by its name. */
    private final Map<String, OfCache> caches = new LinkedHashMap<>();

    public OfCache getDefaults() {
        return defaults;
    }

    public Map<String, OfCache> getCaches() {
        return caches;
    }

    /** How values are compressed. */
    public enum CompressionName {
        /** As they are. */
        NONE,
        /** By zlib, which pymemcache and pylibmc read too. */
        ZLIB,
        /** By gzip. */
        GZIP;

        MemjayCacheConfiguration applyTo(MemjayCacheConfiguration configuration) {
            return switch (this) {
                case NONE -> configuration.withoutCompression();
                case ZLIB -> configuration.compression(Compression.zlib());
                case GZIP -> configuration.compression(Compression.gzip());
            };
        }
    }

    /** The settings of a cache; what is null keeps its default. */
    public static class OfCache {
        /** The time to live of values; that of memjay.ttl by default. */
        private @Nullable Duration ttl;

        /** The time to live of cached nulls; that of values by default. */
        private @Nullable Duration nullTtl;

        /** The type of the values, such as com.example.Book or java.util.List<com.example.Book>; that of each method by default. */
        private @Nullable String type;

        /** Refreshes values in the background once less than this is left of their time to live (methods with sync = true). */
        private @Nullable Duration refreshAhead;

        /** How long values are served after their end while one caller loads the new one (methods with sync = true). */
        private @Nullable Duration staleWhileRevalidate;

        /** How long values are served after their end if the method throws (methods with sync = true). */
        private @Nullable Duration staleIfError;

        /** Shortens times to live by a random part of at most this, 0 to 0.5, so that values do not end together. */
        private @Nullable Double spread;

        /** How long the one caller that loads a value has the sole right to (methods with sync = true); 5s by default. */
        private @Nullable Duration leaseTime;

        /** How values are compressed; not at all by default. */
        private @Nullable CompressionName compression;

        /** How long a clear by another JVM may go unseen; with 0s, the default, each read asks in the same round trip. */
        private @Nullable Duration generationMaxAge;

        /** What becomes of failures of memcached; by default reads are misses and writes are dropped. */
        private @Nullable FailurePolicy failurePolicy;

        /** Whether puts and evictions wait for the commit of the transaction under way; false by default. */
        private @Nullable Boolean transactionAware;

        /** Whether nulls are cached; true by default. */
        private @Nullable Boolean allowNulls;

        private final Near near = new Near();

        private final Serialization serialization = new Serialization();

        /** The configuration with what is set here. */
        MemjayCacheConfiguration applyTo(MemjayCacheConfiguration configuration) {
            MemjayCacheConfiguration result = near.applyTo(times(configuration));
            if (type != null) {
                result = result.type(TypeText.parse(type));
            }
            if (compression != null) {
                result = compression.applyTo(result);
            }
            if (failurePolicy != null) {
                result = result.failurePolicy(failurePolicy);
            }
            if (transactionAware != null) {
                result = result.transactionAware(transactionAware);
            }
            if (allowNulls != null) {
                result = result.allowNulls(allowNulls);
            }
            List<String> allow = serialization.getAllow();
            return allow.isEmpty() ? result : result.serialization(allow.toArray(String[]::new));
        }

        private MemjayCacheConfiguration times(MemjayCacheConfiguration configuration) {
            MemjayCacheConfiguration result = configuration;
            if (ttl != null) {
                result = result.ttl(ttl);
            }
            if (nullTtl != null) {
                result = result.nullTtl(nullTtl);
            }
            if (refreshAhead != null) {
                result = result.refreshAhead(refreshAhead);
            }
            if (staleWhileRevalidate != null) {
                result = result.staleWhileRevalidate(staleWhileRevalidate);
            }
            if (staleIfError != null) {
                result = result.staleIfError(staleIfError);
            }
            if (spread != null) {
                result = result.spread(spread);
            }
            if (leaseTime != null) {
                result = result.leaseTime(leaseTime);
            }
            return generationMaxAge == null ? result : result.generationMaxAge(generationMaxAge);
        }

        public @Nullable Duration getTtl() {
            return ttl;
        }

        public void setTtl(@Nullable Duration ttl) {
            this.ttl = ttl;
        }

        public @Nullable Duration getNullTtl() {
            return nullTtl;
        }

        public void setNullTtl(@Nullable Duration nullTtl) {
            this.nullTtl = nullTtl;
        }

        public @Nullable String getType() {
            return type;
        }

        public void setType(@Nullable String type) {
            this.type = type;
        }

        public @Nullable Duration getRefreshAhead() {
            return refreshAhead;
        }

        public void setRefreshAhead(@Nullable Duration refreshAhead) {
            this.refreshAhead = refreshAhead;
        }

        public @Nullable Duration getStaleWhileRevalidate() {
            return staleWhileRevalidate;
        }

        public void setStaleWhileRevalidate(@Nullable Duration staleWhileRevalidate) {
            this.staleWhileRevalidate = staleWhileRevalidate;
        }

        public @Nullable Duration getStaleIfError() {
            return staleIfError;
        }

        public void setStaleIfError(@Nullable Duration staleIfError) {
            this.staleIfError = staleIfError;
        }

        public @Nullable Double getSpread() {
            return spread;
        }

        public void setSpread(@Nullable Double spread) {
            this.spread = spread;
        }

        public @Nullable Duration getLeaseTime() {
            return leaseTime;
        }

        public void setLeaseTime(@Nullable Duration leaseTime) {
            this.leaseTime = leaseTime;
        }

        public @Nullable CompressionName getCompression() {
            return compression;
        }

        public void setCompression(@Nullable CompressionName compression) {
            this.compression = compression;
        }

        public @Nullable Duration getGenerationMaxAge() {
            return generationMaxAge;
        }

        public void setGenerationMaxAge(@Nullable Duration generationMaxAge) {
            this.generationMaxAge = generationMaxAge;
        }

        public @Nullable FailurePolicy getFailurePolicy() {
            return failurePolicy;
        }

        public void setFailurePolicy(@Nullable FailurePolicy failurePolicy) {
            this.failurePolicy = failurePolicy;
        }

        public @Nullable Boolean getTransactionAware() {
            return transactionAware;
        }

        public void setTransactionAware(@Nullable Boolean transactionAware) {
            this.transactionAware = transactionAware;
        }

        public @Nullable Boolean getAllowNulls() {
            return allowNulls;
        }

        public void setAllowNulls(@Nullable Boolean allowNulls) {
            this.allowNulls = allowNulls;
        }

        public Near getNear() {
            return near;
        }

        public Serialization getSerialization() {
            return serialization;
        }
    }

    /** Copies in this JVM, which need memjay-caffeine. */
    public static class Near {
        /** How many values this JVM keeps copies of; none by default, and 0 for none where the defaults have some. */
        private @Nullable Long size;

        /** How old a copy may be, and so how long the writes of other JVMs may go unseen. */
        private @Nullable Duration age;

        MemjayCacheConfiguration applyTo(MemjayCacheConfiguration configuration) {
            if (size == null && age == null) {
                return configuration;
            }
            if (size != null && size == 0) {
                return configuration.withoutNear();
            }
            long copies = size == null ? configuration.nearSize() : size;
            Duration oldest = age == null ? configuration.nearAge() : age;
            if (copies == 0 || oldest.isZero()) {
                throw new IllegalArgumentException("near.size is " + copies + " and near.age " + oldest
                        + "; near copies need both: how many, and how old they may be (near.size 0 for none)");
            }
            return configuration.near(copies, oldest);
        }

        public @Nullable Long getSize() {
            return size;
        }

        public void setSize(@Nullable Long size) {
            this.size = size;
        }

        public @Nullable Duration getAge() {
            return age;
        }

        public void setAge(@Nullable Duration age) {
            this.age = age;
        }
    }

    /** Java's serialization in place of JSON. */
    public static class Serialization {
        /** Classes that may be read, such as com.example.model.*; where there are some, values are serialized. */
        private List<String> allow = List.of();

        public List<String> getAllow() {
            return allow;
        }

        public void setAllow(List<String> allow) {
            this.allow = allow;
        }
    }
}
