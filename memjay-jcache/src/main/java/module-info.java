/** JCache (JSR-107) over memcached, without iteration. */
module dev.memjay.jcache {
    requires transitive cache.api;
    requires transitive dev.memjay;
    requires java.management;
    requires static org.hibernate.orm.core;
    requires static transitive org.jspecify;

    exports dev.memjay.jcache;

    provides javax.cache.spi.CachingProvider with
            dev.memjay.jcache.MemjayCachingProvider;
}
