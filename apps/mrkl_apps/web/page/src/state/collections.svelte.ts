// Collections of documents: made, filled, watched while they are indexed.
import { api, problemOf, upload } from '../api/client.ts';
import type { CollectionInfo, FileInfo, Problem } from '../api/types.ts';
import { newId } from './kept.ts';
import { notices } from './notices.svelte.ts';

const LOOK_AGAIN_MS = 500;

export interface Upload {
  id: string;
  collection: string;
  name: string;
  share: number;
  problem: Problem | null;
}

class Collections {
  list = $state.raw<CollectionInfo[]>([]);
  files = $state.raw<{ [collection: string]: FileInfo[] }>({});
  uploads = $state<Upload[]>([]);
  /** What is being watched, and whether more came meanwhile. */
  #watched = new Map<string, boolean>();

  async load(): Promise<void> {
    try {
      this.list = await api.collections();
    } catch (error) {
      notices.fail(error);
    }
  }

  async loadFiles(id: string): Promise<FileInfo[]> {
    const { files } = await api.collection(id);
    this.files = { ...this.files, [id]: files };
    return files;
  }

  async add(name: string): Promise<CollectionInfo | null> {
    try {
      const made = await api.addCollection(name);
      await this.load();
      return made;
    } catch (error) {
      notices.fail(error);
      return null;
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await api.deleteCollection(id);
    } catch (error) {
      notices.fail(error);
    }
    await this.load();
  }

  async removeFile(collection: string, file: string): Promise<void> {
    try {
      await api.deleteFile(collection, file);
    } catch (error) {
      notices.fail(error);
    }
    await Promise.all([this.loadFiles(collection), this.load()]);
  }

  /** Sends files, one after the other, and watches until all are indexed. */
  async send(collection: string, files: readonly File[]): Promise<void> {
    const waiting = files.map((file) => ({ id: newId(), collection, name: file.name, share: 0, problem: null }));
    this.uploads.push(...waiting);
    for (const [index, file] of files.entries()) {
      const mine = this.uploads.find((one) => one.id === waiting[index]!.id);
      if (!mine) continue;
      try {
        await upload(collection, file, (share) => (mine.share = share));
        this.dismiss(mine.id);
      } catch (error) {
        mine.problem = problemOf(error);
        notices.announce(`${file.name} was not taken: ${mine.problem.detail}`);
      }
      void this.watch(collection);
    }
  }

  dismiss(id: string): void {
    this.uploads = this.uploads.filter((one) => one.id !== id);
  }

  /** Looks until no file of a collection is being worked on. */
  async watch(id: string): Promise<void> {
    if (this.#watched.has(id)) {
      this.#watched.set(id, true);
      return;
    }
    try {
      do {
        this.#watched.set(id, false);
        while (isBusy(await this.loadFiles(id))) {
          await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        }
        await this.load();
      } while (this.#watched.get(id));
    } catch (error) {
      notices.fail(error);
    } finally {
      this.#watched.delete(id);
    }
  }
}

export function isBusy(files: readonly FileInfo[]): boolean {
  return files.some((file) => file.status === 'waiting' || file.status === 'indexing');
}

export const collections = new Collections();
