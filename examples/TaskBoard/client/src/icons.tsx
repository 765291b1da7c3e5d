import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const CloseIcon = () => <Icon><path d="M5 5l10 10M15 5L5 15" /></Icon>;
export const BackIcon = () => <Icon><path d="M16 10H4M9 5l-5 5 5 5" /></Icon>;
export const ForwardIcon = () => <Icon><path d="M4 10h12M11 5l5 5-5 5" /></Icon>;
export const PencilIcon = () => <Icon><path d="M12.5 4.5l3 3L7 16l-3.5.5L4 13z" /></Icon>;
export const TrashIcon = () => <Icon><path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6" /></Icon>;
export const PlusIcon = () => <Icon><path d="M10 4v12M4 10h12" /></Icon>;
export const SunIcon = () => <Icon><circle cx="10" cy="10" r="3.4" /><path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1" /></Icon>;
export const MoonIcon = () => <Icon><path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3z" /></Icon>;
export const PersonIcon = () => <Icon><circle cx="10" cy="7" r="3" /><path d="M4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5" /></Icon>;
export const LeaveIcon = () => <Icon><path d="M8 4H4v12h4M12 6.5l3.5 3.5-3.5 3.5M15.5 10H8" /></Icon>;
