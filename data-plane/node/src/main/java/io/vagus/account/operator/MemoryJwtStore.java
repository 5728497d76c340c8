package io.vagus.account.operator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The resolver {@code MEMORY}: what the configuration preloads. */
public final class MemoryJwtStore implements JwtStore {
    private volatile Map<String, String> jwts = new ConcurrentHashMap<>();

    @Override
    public @Nullable String load(String accountKey) {
        return jwts.get(accountKey);
    }

    @Override
    public boolean save(String accountKey, String jwt) {
        return !jwt.equals(jwts.put(accountKey, jwt));
    }

    /** Has these accounts and no others from now on. */
    public void replace(Map<String, String> preload) {
        jwts = new ConcurrentHashMap<>(preload);
    }

    @Override
    public Kind kind() {
        return Kind.MEMORY;
    }

    @Override
    public DeleteMode deleteMode() {
        return DeleteMode.REFUSED;
    }

    @Override
    public boolean delete(String accountKey) {
        throw new JwtStoreException("store is not set up to for delete");
    }

    @Override
    public List<String> accountKeys() {
        return jwts.keySet().stream().sorted().toList();
    }

    @Override
    public byte[] hash() {
        return new byte[0];
    }
}
