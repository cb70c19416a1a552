package dev.memjay.jcache;

import java.util.Collection;
import java.util.List;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;

/** Notes what it has to write. */
record NotingWriter(List<String> written) implements CacheWriter<String, String> {
    @Override
    public void write(Cache.Entry<? extends String, ? extends String> entry) {
        written.add("write " + entry.getKey());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
        entries.forEach(this::write);
    }

    @Override
    public void delete(Object key) {
        written.add("delete " + key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        keys.forEach(this::delete);
    }
}
